import fc from 'fast-check'
import { expect, test } from 'vitest'
import { linearAxis, logarithmicAxis, timeTicks } from './axis.ts'

const free = { min: undefined, max: undefined, base: 1000 } as const

test('an axis holds every value, whatever the values are', () => {
  const values = fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 1 })
  fc.assert(
    fc.property(values, numbers => {
      const { place } = linearAxis(numbers, free)
      return numbers.every(number => place(number) >= -1e-6 && place(number) <= 1 + 1e-6)
    }),
  )
})

test('large values that hardly differ are one line on the axis', () => {
  const values = [999_999_999.9999985, 999_999_999.9999977]
  const { place } = linearAxis(values, free)
  for (const value of values) expect(place(value)).toBeLessThanOrEqual(1)
})

test('an axis has few ticks, on round numbers', () => {
  expect(linearAxis([0, 0.223], { ...free, min: 0 }).ticks).toEqual([0, 0.1, 0.2, 0.3])
  expect(
    linearAxis([0, 130 * 1024 ** 2], { min: 0, max: undefined, base: 1024 }).ticks.map(tick => tick / 1024 ** 2),
  ).toEqual([0, 50, 100, 150])
  expect(linearAxis([0, 0], { ...free, min: 0 }).ticks).toEqual([0, 0.5, 1])
})

test('an axis with a fixed head ends there, and hangs down from it when all values lie on it', () => {
  const { place, ticks } = linearAxis([1, 1], { ...free, max: 1 })
  expect([ticks.at(-1), place(1)]).toEqual([1, 1])
  expect(ticks[0]).toBeLessThan(1)
})

test('on the logarithmic axis each tenfold takes the same space', () => {
  const { place, ticks } = logarithmicAxis([600])
  expect(ticks).toEqual([0, 1, 10, 100, 1000])
  expect(place(100) - place(10)).toBeCloseTo(place(1000) - place(100))
})

test('the ticks of a day are times, those of a month days', () => {
  const end = 1_770_292_800
  expect(timeTicks(end - 3 * 3600, end).map(([, text]) => text)).toEqual(['09:00', '10:00', '11:00', '12:00'])
  const month = timeTicks(end - 30 * 86_400, end).map(([, text]) => text)
  expect(month).toEqual(['01-08', '01-15', '01-22', '01-29', '02-05'])
})
