import { expect, test } from 'vitest'
import { minutes, seconds } from '../../../../lib/duration.ts'
import { createRepeats, INTERVAL } from './repeats.ts'

const failed = (subject: string) => ({ kind: 'probe failed', subject })
const late = (subject: string) => ({ kind: 'sample invalid: loop_late', subject })

test('the first line about something is written at once, and its repetitions are counted until the interval is over', () => {
  const repeats = createRepeats(0)
  expect([1, 2, 3].map(now => repeats.isWritten(failed('home'), now))).toEqual([true, false, false])
  expect(repeats.isWritten(failed('login'), 4)).toBe(true)
  expect(repeats.drain(INTERVAL - 1)).toEqual([])
  expect(repeats.drain(INTERVAL)).toEqual([{ kind: 'probe failed', count: 2, subjects: ['home'] }])
  expect(repeats.drain(2 * INTERVAL)).toEqual([])
  expect(repeats.isWritten(failed('home'), 2 * INTERVAL)).toBe(true)
})

test('kinds are counted apart', () => {
  const repeats = createRepeats(0)
  expect([failed('home'), late('home')].map(event => repeats.isWritten(event, 1))).toEqual([true, true])
})

test('of invalid samples the first five are written, whatever they are of', () => {
  const repeats = createRepeats(0)
  const written = Array.from({ length: 31_000 }, (_, index) => repeats.isWritten(late(`p${index % 812}`), index))
  expect(written.filter(Boolean)).toHaveLength(5)
  const [omitted] = repeats.drainAll()
  expect(omitted).toMatchObject({ kind: 'sample invalid: loop_late', count: 30_995 })
  expect(omitted?.subjects).toHaveLength(10)
})

test('of faults of the prober itself each probe has its line', () => {
  const repeats = createRepeats(0)
  const written = Array.from({ length: 50 }, (_, index) =>
    repeats.isWritten({ kind: 'sample invalid: self_error', subject: `p${index}` }, index),
  )
  expect(written.filter(Boolean)).toHaveLength(50)
})

test('ten minutes of everything at once are some hundred lines', () => {
  const repeats = createRepeats(0)
  let lines = 0
  for (let now = 0; now < minutes(10); now += seconds(1)) {
    for (let probe = 0; probe < 300; probe++) {
      for (const kind of ['probe failed', 'probe recovered', 'sample invalid: loop_late', 'sample invalid: overload'])
        if (repeats.isWritten({ kind, subject: `p${probe}` }, now)) lines += 1
    }
    lines += repeats.drain(now).length
  }
  expect(lines).toBeGreaterThan(200)
  expect(lines).toBeLessThan(600)
})

test('a clock that is set back an hour keeps no summary back for an hour', () => {
  const repeats = createRepeats(minutes(60))
  for (const now of [minutes(60), minutes(60)]) repeats.isWritten(failed('home'), now)
  expect(repeats.drain(0)).toHaveLength(1)
  expect(repeats.isWritten(failed('home'), 1)).toBe(true)
})
