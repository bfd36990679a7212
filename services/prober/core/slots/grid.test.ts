import { expect, test } from 'vitest'
import { milliseconds } from '../../../../lib/duration.ts'
import { phaseOf, slotAfter, slotsBetween } from './grid.ts'

test.each([
  // At the slot itself the next one is due, never the same again.
  [0, 5000, 0, 5000],
  [4999, 5000, 0, 5000],
  [5000, 5000, 0, 10_000],
  [5000, 5000, 1200, 6200],
  [6200, 5000, 1200, 11_200],
])('after %d on a grid of %d shifted by %d comes %d', (time, interval, phase, next) =>
  expect(slotAfter(time, milliseconds(interval), milliseconds(phase))).toBe(next),
)

test('slots that passed are counted', () => {
  const count = (after: number, until: number, phase: number) =>
    slotsBetween(after, until, milliseconds(100), milliseconds(phase))
  expect(count(1000, 1099, 0)).toBe(0)
  expect(count(1000, 1100, 0)).toBe(1)
  expect(count(1000, 1450, 0)).toBe(4)
  expect(count(1030, 1450, 30)).toBe(4)
  // Also from a time between two slots.
  expect(count(1029, 1030, 30)).toBe(1)
  expect(count(1031, 1129, 30)).toBe(0)
})

test('a thousand probes are spread evenly over the interval, by their names alone', () => {
  const tenths = new Array<number>(10).fill(0)
  for (let index = 0; index < 1000; index++) {
    const tenth = Math.floor(phaseOf(`probe-${index}`, milliseconds(10_000)) / 1000)
    tenths[tenth] = (tenths[tenth] ?? 0) + 1
  }
  expect(Math.min(...tenths)).toBeGreaterThan(60)
  expect(Math.max(...tenths)).toBeLessThan(140)
})

test.each([
  ['home', 2311],
  ['checkout', 2931],
  ['login', 1912],
])('a later version of the prober finds the slots of %s where they were: %d ms into ten seconds', (name, phase) =>
  expect(phaseOf(name, milliseconds(10_000))).toBe(phase),
)
