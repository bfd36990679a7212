import { expect, test } from 'vitest'
import { detectorPower, powerOf } from './power.ts'

const PAGE_BURN = 14.4

test.each([
  // Objective at five seconds: burn of one failure, failures for a page, hours of clean probing.
  [0.99, 0.14, 104, 0.4],
  [0.995, 0.28, 52, 0.8],
  [0.999, 1.39, 11, 4.2],
  [0.9995, 2.78, 6, 8.3],
  [0.9999, 13.9, 2, 41.6],
])(
  'an objective of %d: one failure is a burn of %d, %d failures page, %d clean hours prove it',
  (objective, burn, failures, hours) => {
    const power = powerOf(objective, 5, PAGE_BURN)
    expect(power.burnOfOneFailure).toBeCloseTo(burn, 1)
    expect(power.failuresForPage).toBe(failures)
    expect(power.hoursToProve).toBeCloseTo(hours, 0)
    expect(power.isJudgeable).toBe(true)
  },
)

test.each([
  [0.999, 51.84],
  [0.9995, 25.92],
  [0.9999, 5.184],
])('%d needs a probe every %d seconds', (objective, longest) => {
  expect(powerOf(objective, 60, PAGE_BURN).longestIntervalSeconds).toBeCloseTo(longest, 2)
  expect(powerOf(objective, longest * 1.01, PAGE_BURN).isJudgeable).toBe(false)
  expect(powerOf(objective, longest * 0.99, PAGE_BURN).isJudgeable).toBe(true)
})

test('a burn that is found in four cases of five is above the page’s own', () => {
  const { detectableBurn } = powerOf(0.999, 5, PAGE_BURN)
  expect(detectableBurn).toBeGreaterThan(PAGE_BURN)
  expect(detectableBurn).toBeLessThan(20)
})

test('the detector alarms in an outage after five probes, and falsely once in years', () => {
  const { yearsToFalseAlarm, secondsToAlarm } = detectorPower(5)
  expect(yearsToFalseAlarm).toBeGreaterThan(2)
  expect(secondsToAlarm[0]).toEqual({ badRatio: 1, seconds: 25 })
})
