import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { milliseconds, seconds } from '../lib/duration.ts'
import { pause } from './pause.ts'

test('a pause ends after its time', async () => {
  await pause(milliseconds(1), new AbortController().signal)
})

test('a pause lasts until the signal aborts, which is no error', async () => {
  const over = new AbortController()
  const rest = pause(seconds(3600), over.signal).then(() => 'over')
  expect(await Promise.race([rest, turn('not over')])).toBe('not over')
  over.abort()
  expect(await rest).toBe('over')
  await pause(seconds(3600), over.signal)
})
