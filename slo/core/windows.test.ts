import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { days, inSeconds, minutes } from '../../lib/duration.ts'
import {
  ALERT_WINDOWS,
  alertThreshold,
  burnRate,
  derivedWindows,
  detectionTime,
  firingPairs,
  recordedWindows,
  resetTime,
  slothWindows,
} from './windows.ts'

const slo = { objective: 0.999, period: days(30) }

test('the burn rates are those of the workbook', () => {
  expect(ALERT_WINDOWS.map(window => burnRate(window, slo.period))).toEqual([14.4, 6, 3, 1])
})

// The table of the Site Reliability Workbook's formulas for 99.9 %: when the long window is spent.
test.each([
  [1, [52, 130, 259, 259]],
  [0.1, [518, 1296, 2592, 2592]],
  [0.01, [undefined, 12_960, 25_920, 25_920]],
  [0.002, [undefined, undefined, undefined, 129_600]],
])('at an error ratio of %d the pairs fire after %j seconds', (ratio, expected) => {
  const found = ALERT_WINDOWS.map(window => {
    const time = detectionTime(window, slo, ratio)
    return time === undefined ? undefined : Math.round(inSeconds(time))
  })
  expect(found).toEqual(expected)
})

test('after a full outage each pair stops just before its short window is over', () => {
  expect(ALERT_WINDOWS.map(window => Math.round(inSeconds(resetTime(window, slo, 1)) / 60))).toEqual([5, 30, 120, 360])
})

test('what fires has spent the part of the budget its window stands for, whatever the error ratio', () => {
  fc.assert(
    fc.property(fc.constantFrom(...ALERT_WINDOWS), fc.double({ min: 0.02, max: 1, noNaN: true }), (window, ratio) => {
      const time = detectionTime(window, slo, ratio)
      if (time === undefined) return
      expect((ratio * time) / (0.001 * slo.period)).toBeCloseTo(window.budgetSpent, 9)
    }),
  )
})

describe('derivedWindows()', () => {
  test.each([30, 28])('gives sloth’s pairs for %i days', count => {
    expect(derivedWindows(days(count))).toBe(slothWindows(days(count)))
  })

  test.each([7, 14, 90, 365])('keeps the burn rates for %i days', count => {
    expect((derivedWindows(days(count)) ?? []).map(window => burnRate(window, days(count)))).toEqual([14.4, 6, 3, 1])
  })

  test('leaves out pairs that would need the whole budget, and gives none for minutes', () => {
    expect((derivedWindows(days(1)) ?? []).map(({ long }) => inSeconds(long))).toEqual([3600])
    expect(derivedWindows(minutes(30))).toBeUndefined()
  })
})

test('an alert is out of reach when even a total outage burns too slowly', () => {
  const quick = ALERT_WINDOWS[0]
  if (quick === undefined) throw new Error('no windows')
  expect(alertThreshold(quick, { ...slo, objective: 0.93 })).toBeGreaterThan(1)
  expect(alertThreshold(quick, { ...slo, objective: 0.94 })).toBeLessThan(1)
})

test.each([
  [0.9306, [1, 6]],
  [0.9, [6]],
  [0.8, []],
])('at an objective of %d the pages over %j hours can fire', (objective, hours) => {
  const pairs = firingPairs({ objective, period: days(30), windows: ALERT_WINDOWS }, 'page')
  expect(pairs.map(({ long }) => inSeconds(long) / 3600)).toEqual(hours)
})

test('every range is recorded once', () => {
  expect(recordedWindows().map(window => inSeconds(window) / 60)).toEqual([5, 30, 60, 120, 360, 1440, 4320])
})
