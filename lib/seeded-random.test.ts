import { expect, test } from 'vitest'
import { seededRandom } from './seeded-random.ts'

test('the same seed gives the same numbers, and another seed others', () => {
  const numbers = (seed: number) => Array.from({ length: 5 }, seededRandom(seed))
  expect(numbers(7)).toEqual(numbers(7))
  expect(numbers(7)).not.toEqual(numbers(8))
})

test('the numbers lie evenly between 0 and 1', () => {
  const counts = Array<number>(10).fill(0)
  const random = seededRandom(1)
  for (let i = 0; i < 100_000; i++) {
    const bin = Math.floor(random() * 10)
    counts[bin] = (counts[bin] ?? 0) + 1
  }
  // Five standard deviations of a binomial count.
  for (const number of counts) expect(Math.abs(number - 10_000)).toBeLessThan(5 * Math.sqrt(9000))
})
