import { describe, expect, test } from 'vitest'
import { formatDuration, humanDuration, milliseconds, parseDuration } from './duration.ts'

describe('parseDuration() reads what Prometheus reads', () => {
  test.each([
    ['5m', 300_000],
    ['1h30m', 5_400_000],
    ['30d', 2_592_000_000],
    ['250ms', 250],
    ['1m500ms', 60_500],
    ['0', 0],
  ])('%s', (text, expected) => expect(parseDuration(text)).toBe(expected))

  test.each(['', 'm', '5', '5 m', '1.5h', '30m1h', '-5m', 'five'])('and refuses %o', text =>
    expect(parseDuration(text)).toBeUndefined(),
  )
})

test.each([
  [300_000, '5m'],
  [5_400_000, '1h30m'],
  [2_592_000_000, '30d'],
  [0, '0s'],
  [1250, '1s250ms'],
])('formatDuration(%d) is %s', (duration, expected) => expect(formatDuration(milliseconds(duration))).toBe(expected))

test.each([
  [7_440_000, '2 h 4 min'],
  [45_000, '45 s'],
  [59_999, '1 min'],
  [2_592_000_000, '30 d'],
  [320, '320 ms'],
  [3_599_999, '1 h'],
])('humanDuration(%d) reads %s', (duration, expected) => expect(humanDuration(milliseconds(duration))).toBe(expected))
