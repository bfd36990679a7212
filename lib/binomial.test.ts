import { expect, test } from 'vitest'
import { binomialTail, upperBound, wilsonInterval } from './binomial.ts'

test.each([
  // By hand: 1 - 0.9^5, three and more of four coins, a certain and an impossible event.
  [5, 1, 0.1, 0.40951],
  [4, 3, 0.5, 0.3125],
  [720, 0, 0.001, 1],
  [3, 4, 0.5, 0],
  [10, 10, 1, 1],
])('of %d trials at least %d at %d', (n, k, p, expected) => expect(binomialTail(n, k, p)).toBeCloseTo(expected, 10))

test('a tail and what it leaves add up to 1', () => {
  for (const p of [0.001, 0.0144, 0.3]) {
    const exactly = (k: number) => binomialTail(720, k, p) - binomialTail(720, k + 1, p)
    const sum = Array.from({ length: 721 }, (_, k) => exactly(k)).reduce((total, part) => total + part, 0)
    expect(sum).toBeCloseTo(1, 9)
  }
})

test.each([
  // The rule of three's exact form, 1 - 0.05^(1/n), and the tables of Clopper and Pearson.
  [100, 0, 0.0295],
  [150, 0, 0.01977],
  [150, 3, 0.05089],
  [20, 20, 1],
])('in %d trials %d events allow a rate of at most %d, at 95 %', (n, events, expected) =>
  expect(upperBound(n, events, 0.95)).toBeCloseTo(expected, 4),
)

test.each([
  [0, 0, 0, 1],
  [10, 0, 0, 0.2775],
  [100, 50, 0.4038, 0.5962],
  [152, 0, 0, 0.0247],
  [152, 152, 0.9753, 1],
  [42, 11, 0.153, 0.4107],
])('of %d trials %d events give Wilson’s interval from %d to %d', (n, events, low, high) => {
  const interval = wilsonInterval(n, events)
  expect(interval[0]).toBeCloseTo(low, 3)
  expect(interval[1]).toBeCloseTo(high, 3)
})

test('without an event the interval begins at 0 exactly, for any number of trials', () => {
  for (let n = 1; n < 400; n++) {
    expect(wilsonInterval(n, 0)[0]).toBe(0)
    expect(wilsonInterval(n, n)[1]).toBe(1)
  }
})
