import { describe, expect, test } from 'vitest'
import {
  days,
  formatDuration,
  hours,
  humanDuration,
  inDays,
  inMinutes,
  inSeconds,
  meantDurations,
  milliseconds,
  minutes,
  parseDuration,
  roundDown,
  roundUp,
  seconds,
} from './duration.ts'

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

test.each([
  [milliseconds(250), 0.25 / 86_400],
  [seconds(90), 90 / 86_400],
  [minutes(90), 1 / 16],
  [hours(36), 1.5],
  [days(30), 30],
])('%d ms is %d days, in every unit', (duration, count) => {
  expect([inDays(duration), inMinutes(duration) / 1440, inSeconds(duration) / 86_400]).toEqual([count, count, count])
})

test.each([
  [61_000, 60_000, 75_000],
  [60_000, 60_000, 60_000],
  [59_999, 45_000, 60_000],
])('%d ms in steps of 15 s lies between %d and %d', (count, down, up) => {
  expect([roundDown(count, seconds(15)), roundUp(count, seconds(15))]).toEqual([down, up])
})

test.each([
  ['30', ['30d', '30h', '30m', '30s']],
  ['30 d', ['30d']],
  ['30D', ['30d']],
  ['28 days', ['28d']],
  ['4 Weeks', ['4w']],
  ['P30D', ['30d']],
  ['PT5M', ['5m']],
  ['1.5h', ['1h30m']],
  ['250 millis', ['250ms']],
  ['10min', ['10m']],
  ['0', []],
  ['a while', []],
  ['-5m', []],
])('%s was probably meant to be one of %j', (text, meant) => {
  expect(meantDurations(text)).toEqual(meant)
  for (const each of meant) expect(parseDuration(each)).toBeGreaterThan(0)
})
