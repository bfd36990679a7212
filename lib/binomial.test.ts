import { expect, test } from 'vitest'
import { binomialTail } from './binomial.ts'

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
