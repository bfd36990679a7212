import fc from 'fast-check'
import { expect, test } from 'vitest'
import { days } from '../../lib/duration.ts'
import { burnRateOf, eventsAllowed, outageAllowed, timeToExhaustion } from './budget.ts'
import { errorBudget } from './model.ts'

const DAYS_30 = days(30)

test.each([
  [0.999, 0, 0],
  [0.999, 0.001, 1],
  [0.999, 0.0005, 0.5],
  [0.99, 0.144, 14.4],
])('an objective of %d with an error ratio of %d burns %d times as fast as allowed', (objective, bad, rate) => {
  expect(burnRateOf(objective, bad)).toBeCloseTo(rate, 10)
})

test('99.9 % over 30 days allows 43 minutes and 12 seconds of full outage, or a thousand of a million requests', () => {
  expect(outageAllowed(0.999, DAYS_30)).toBe(43.2 * 60_000)
  expect(eventsAllowed(0.999, 1_000_000)).toBe(1000)
})

test('the budget is one less the objective, without the noise of binary fractions', () => {
  expect([0.9, 0.99, 0.999, 0.9999, 0.99995].map(errorBudget)).toEqual([0.1, 0.01, 0.001, 0.0001, 0.00005])
})

test('burning for as long as the budget lasts spends exactly the budget', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.01, max: 1, noNaN: true }),
      fc.double({ min: 0.1, max: 100, noNaN: true }),
      (left, burn) => {
        const lasts = timeToExhaustion(left, burn, DAYS_30)
        expect(((lasts ?? 0) / DAYS_30) * burn).toBeCloseTo(left, 6)
      },
    ),
  )
  expect(timeToExhaustion(0, 14.4, DAYS_30)).toBe(0)
  expect(timeToExhaustion(-1, 14.4, DAYS_30)).toBe(0)
  expect(timeToExhaustion(0.5, 0, DAYS_30)).toBeUndefined()
})
