import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Duration, parseDuration } from '../../lib/duration.ts'
import {
  budgetRemaining,
  burnRateOf,
  calendarPeriod,
  calendarSpent,
  eventsAllowed,
  eventsLeft,
  outageAllowed,
  timeToExhaustion,
} from './budget.ts'
import { errorBudget } from './model.ts'

const DAYS_30 = parseDuration('30d') as Duration
const objective = fc.double({ min: 0.5, max: 0.99999, noNaN: true })
const ratio = fc.double({ min: 0, max: 1, noNaN: true })

test.each([
  [0.999, 0, 1],
  [0.999, 0.001, 0],
  [0.999, 0.0005, 0.5],
  [0.999, 0.002, -1],
])('an objective of %d with an error ratio of %d leaves %d of the budget', (promised, bad, left) => {
  expect(budgetRemaining(promised, bad)).toBeCloseTo(left, 10)
})

test('99.9 % over 30 days bears 43 minutes and 12 seconds, or a thousand of a million requests', () => {
  expect(outageAllowed(0.999, DAYS_30)).toBe(43.2 * 60_000)
  expect(eventsAllowed(0.999, 1_000_000)).toBe(1000)
  expect(eventsLeft(0.999, 0.25, 1_000_000)).toBe(250)
  expect(eventsLeft(0.999, -3, 1_000_000)).toBe(0)
})

test('the budget is the promise turned round, without the noise of binary fractions', () => {
  expect([0.9, 0.99, 0.999, 0.9999, 0.99995].map(errorBudget)).toEqual([0.1, 0.01, 0.001, 0.0001, 0.00005])
})

test('remaining and burn rate are two views of one number', () => {
  fc.assert(
    fc.property(objective, ratio, (promised, bad) => {
      expect(budgetRemaining(promised, bad)).toBeCloseTo(1 - burnRateOf(promised, bad), 6)
    }),
  )
})

test('more errors never leave more budget', () => {
  fc.assert(
    fc.property(objective, ratio, ratio, (promised, a, b) => {
      const [few, many] = a < b ? [a, b] : [b, a]
      expect(budgetRemaining(promised, few)).toBeGreaterThanOrEqual(budgetRemaining(promised, many))
    }),
  )
})

test('burning for as long as the budget lasts spends exactly the budget', () => {
  fc.assert(
    fc.property(
      objective,
      fc.double({ min: 0.01, max: 1, noNaN: true }),
      fc.double({ min: 0.1, max: 100, noNaN: true }),
      (_, left, burn) => {
        const lasts = timeToExhaustion(left, burn, DAYS_30)
        expect(((lasts ?? 0) / DAYS_30) * burn).toBeCloseTo(left, 6)
      },
    ),
  )
  expect(timeToExhaustion(0, 14.4, DAYS_30)).toBe(0)
  expect(timeToExhaustion(-1, 14.4, DAYS_30)).toBe(0)
  expect(timeToExhaustion(0.5, 0, DAYS_30)).toBeUndefined()
})

test.each([
  ['month', '2026-02-05T10:00:00Z', '2026-02-01', '2026-03-01'],
  ['month', '2026-12-31T23:59:59Z', '2026-12-01', '2027-01-01'],
  ['quarter', '2026-05-31T00:00:00Z', '2026-04-01', '2026-07-01'],
  ['quarter', '2028-02-29T12:00:00Z', '2028-01-01', '2028-04-01'],
] as const)('the %s of %s goes from %s to %s', (calendar, now, start, end) => {
  const period = calendarPeriod(calendar, Date.parse(now))
  expect([period.start, period.end]).toEqual([Date.parse(start), Date.parse(end)])
})

test('every moment lies in its calendar period', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('month', 'quarter'),
      fc.integer({ min: 0, max: 4_102_444_800_000 }),
      (calendar, now) => {
        const { start, end } = calendarPeriod(calendar as 'month' | 'quarter', now)
        expect(start <= now && now < end).toBe(true)
      },
    ),
  )
})

test('a total outage on the first of thirty days has spent a thirtieth of a month’s events', () => {
  const period = calendarPeriod('month', Date.parse('2026-11-02T00:00:00Z'))
  expect(calendarSpent(0.999, 1, period, Date.parse('2026-11-02T00:00:00Z'))).toBeCloseTo(1000 / 30, 6)
})
