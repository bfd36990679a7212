import fc from 'fast-check'
import { expect, test } from 'vitest'
import { eventsUntil } from './chance.ts'

test.each([
  ['every event is bad', 11, 1, 0.999, 11],
  ['none is needed', 0, 0.05, 0.999, 0],
  ['one of a coin, nearly certainly: 1 - 1/2^10 is the first above 99.9 %', 1, 0.5, 0.999, 10],
  ['two of a coin: 3 throws give them in 4 of 8 cases', 2, 0.5, 0.5, 3],
])('%s', (_, bad, chance, certainty, events) => expect(eventsUntil(bad, chance, certainty)).toBe(events))

test('half of the time it comes about when it does on the average, and certainty takes longer', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 30 }), fc.double({ min: 0.02, max: 0.9, noNaN: true }), (bad, chance) => {
      // The median of this distribution is less than one mean waiting time of a single bad event away from its mean.
      expect(Math.abs(eventsUntil(bad, chance, 0.5) - bad / chance)).toBeLessThanOrEqual(1 / chance + 1)
      expect(eventsUntil(bad, chance, 0.999)).toBeGreaterThanOrEqual(eventsUntil(bad, chance, 0.5))
    }),
  )
})

test.each([0, -1, 1.5, Number.NaN])('a chance of %s is none', chance =>
  expect(() => eventsUntil(1, chance, 0.5)).toThrow(RangeError),
)
