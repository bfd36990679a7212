import { expect, test } from 'vitest'
import { days, hours, minutes } from '../../lib/duration.ts'
import { budgetMoments, followBudget } from './budget-moments.ts'

const range = { startSeconds: 1000, endSeconds: 1000 + 7200, stepSeconds: 15 }
const segments = [
  { length: minutes(50), eventsPerSecond: 1, badRatio: 0 },
  { length: minutes(10), eventsPerSecond: 1, badRatio: 1 },
  { length: hours(1), eventsPerSecond: 1, badRatio: 0 },
]

test('a budget is looked at where a segment ends, where one leaves the period, and at the end', () => {
  const moments = budgetMoments(segments, { period: minutes(30) as never }, range)
  expect(moments).toEqual(expect.arrayContaining([1000 + 3000, 1000 + 3600, 1000 + 4800, 1000 + 5400, 1000 + 7200]))
  expect(moments.every(moment => (moment - 1000) % 15 === 0)).toBe(true)
})

test('a calendar period is looked at on its first day', () => {
  const start = Date.UTC(2026, 0, 31) / 1000
  const month = { startSeconds: start, endSeconds: start + 2 * 86_400, stepSeconds: 75 }
  const moments = budgetMoments(
    segments.slice(0, 1).map(one => ({ ...one, length: days(2) })),
    { period: days(31), calendar: 'month' },
    month,
  )
  expect(moments).toContain(Date.UTC(2026, 1, 1) / 1000)
})

/** A budget that falls evenly from 2,000 s to 4,000 s. */
const falling = (lowest: number) => async (at: number) => {
  return 1 - (1 - lowest) * Math.min(1, Math.max(0, (at - 2000) / 2000))
}

test.each([1, 4, 40])(
  'the evaluation at which a budget is spent does not depend on how many moments there are (%i)',
  async count => {
    const moments = Array.from({ length: count }, (_, index) => 1000 + Math.round(((index + 1) * 480) / count) * 15)
    expect(await followBudget(moments, range, falling(-1))).toEqual({ lowest: -1, spentAt: 3010 })
  },
)

test('a budget that is not spent has no such moment, and one without data no lowest value', async () => {
  expect(await followBudget([4000, 8200], range, falling(0.028))).toEqual({ lowest: expect.closeTo(0.028, 9) })
  expect(await followBudget([4000], range, async () => undefined)).toEqual({ lowest: undefined })
})
