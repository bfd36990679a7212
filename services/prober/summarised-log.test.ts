import { expect, test } from 'vitest'
import { minutes } from '../../lib/duration.ts'
import { recordedLog } from './log-lines.testkit.ts'
import { createSummarisedLog } from './summarised-log.ts'

test('repetitions are one line in a minute, with their number and what they were about', () => {
  const { log, lines } = recordedLog()
  let now = 0
  const summarised = createSummarisedLog(log, () => now)
  const invalid = (probe: string) => summarised.warn('sample invalid', { probe, path: 'edge', cause: 'overload' })
  for (let time = 0; time < 4; time++) invalid('home')
  summarised.warn('probe failed', { probe: 'home', path: 'edge' })
  summarised.summarise()
  const first = { level: 'warn', msg: 'sample invalid', probe: 'home', path: 'edge', cause: 'overload' }
  const failed = { level: 'warn', msg: 'probe failed', probe: 'home', path: 'edge' }
  expect(lines).toEqual([first, failed])
  now = minutes(1)
  summarised.summarise()
  const about = { of: 'sample invalid: overload', lines: 3, about: ['home on edge'], inSeconds: 60 }
  expect(lines.slice(2)).toEqual([{ level: 'warn', msg: 'log lines left out', ...about }])
})

test.each([
  ['another domain', { domain: 'edge' }, { domain: 'none' }],
  ['another error', { error: 'a' }, { error: 'b' }],
  ['another probe', { probe: 'a' }, { probe: 'b' }],
  ['nothing', undefined, { probe: 'a' }],
])('a line about %s is no repetition', (_, one, other) => {
  const { log, lines } = recordedLog()
  const summarised = createSummarisedLog(log, () => 0)
  for (const fields of [one, other]) summarised.info('news', fields)
  expect(lines).toHaveLength(2)
})

test('at the end nothing stays uncounted', () => {
  const { log, lines } = recordedLog()
  const summarised = createSummarisedLog(log, () => 0)
  for (let time = 0; time < 3; time++) summarised.error('probing thread lost', { cause: 'hung' })
  summarised.end()
  summarised.end()
  expect(lines.slice(1)).toMatchObject([{ msg: 'log lines left out', lines: 2 }])
})
