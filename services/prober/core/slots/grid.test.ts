import { expect, test } from 'vitest'
import { phaseOf, slotAfter, slotsUntil } from './grid.ts'

test.each([
  // At the slot itself the next one is due, never the same again.
  [0, 5000, 0, 5000],
  [4999, 5000, 0, 5000],
  [5000, 5000, 0, 10_000],
  [5000, 5000, 1200, 6200],
  [6200, 5000, 1200, 11_200],
])('after %d on a grid of %d shifted by %d comes %d', (time, interval, phase, next) =>
  expect(slotAfter(time, interval, phase)).toBe(next),
)

test('slots that were slept through are counted', () => {
  expect(slotsUntil(1000, 1099, 100, 0)).toBe(0)
  expect(slotsUntil(1000, 1100, 100, 0)).toBe(1)
  expect(slotsUntil(1000, 1450, 100, 0)).toBe(4)
  expect(slotsUntil(1030, 1450, 100, 30)).toBe(4)
  // Also from a time between two slots.
  expect(slotsUntil(1029, 1030, 100, 30)).toBe(1)
  expect(slotsUntil(1031, 1129, 100, 30)).toBe(0)
})

test('a thousand probes are spread evenly over the interval, by their names alone', () => {
  const tenths = new Array<number>(10).fill(0)
  for (let index = 0; index < 1000; index++) {
    const tenth = Math.floor(phaseOf(`probe-${index}`, 10_000) / 1000)
    tenths[tenth] = (tenths[tenth] ?? 0) + 1
  }
  expect(Math.min(...tenths)).toBeGreaterThan(60)
  expect(Math.max(...tenths)).toBeLessThan(140)
})
