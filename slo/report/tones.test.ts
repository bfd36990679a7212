import { expect, test } from 'vitest'
import { budgetTone, burnTone, pagingBurnRate } from './tones.ts'

test.each([
  [undefined, 14.4],
  [30, 14.4],
  [28, 13.44],
  [7, 14.4],
  // Too short for any page: the rate of the usual period stands in.
  [0.25, 14.4],
])('a page fires within the hour in a period of %s days from a burn rate of %s', (periodDays, rate) => {
  expect(pagingBurnRate(periodDays)).toBe(rate)
})

test.each<[number | undefined, number | undefined, string]>([
  [undefined, 30, 'blind'],
  [0, 30, 'good'],
  [1, 30, 'good'],
  [1.01, 30, 'warn'],
  [13.44, 30, 'warn'],
  [13.44, 28, 'bad'],
  [14.4, undefined, 'bad'],
])('a burn rate of %s in %s days looks %s', (rate, periodDays, tone) => {
  expect(burnTone(rate, periodDays)).toBe(tone)
})

test.each<[number | undefined, string]>([
  [undefined, 'blind'],
  [1, 'good'],
  [0.25, 'good'],
  [0.24, 'warn'],
  [0, 'bad'],
  [-0.1, 'bad'],
])('a budget of which %s is left looks %s', (remaining, tone) => {
  expect(budgetTone(remaining)).toBe(tone)
})
