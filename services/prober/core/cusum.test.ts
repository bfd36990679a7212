import { expect, test } from 'vitest'
import { averageRunLength, FAST_PAGE, nextScore, recoverySamples } from './cusum.ts'

/** Minimal standard generator (Park & Miller 1988): the same samples in every run. */
function* numbers(seed: number): Generator<number, never> {
  for (let state = seed; ; ) {
    state = (state * 48_271) % 2_147_483_647
    yield state / 2_147_483_647
  }
}

function runLength(badRatio: number, random: Generator<number, never>): number {
  let score = 0
  for (let samples = 1; ; samples++) {
    score = nextScore(FAST_PAGE, score, random.next().value >= badRatio)
    if (score >= FAST_PAGE.threshold) return samples
  }
}

test.each([1, 0.5, 0.1, 0.02])('with %d of samples bad the formula agrees with a simulation', badRatio => {
  const random = numbers(7)
  const runs = Array.from({ length: 400 }, () => runLength(badRatio, random))
  const simulated = runs.reduce((sum, run) => sum + run, 0) / runs.length
  expect(averageRunLength(FAST_PAGE, badRatio) / simulated).toBeCloseTo(1, 0)
  expect(Math.abs(averageRunLength(FAST_PAGE, badRatio) / simulated - 1)).toBeLessThan(0.15)
})

test('a full outage alarms on the fifth bad sample', () => {
  expect(averageRunLength(FAST_PAGE, 1)).toBe(5)
})

test('at the allowed ratio a false alarm comes less than once in two years of probing every five seconds', () => {
  const samplesPerYear = (365 * 86_400) / 5
  expect(averageRunLength(FAST_PAGE, 0.001) / samplesPerYear).toBeGreaterThan(2)
})

test('after any outage the alarm ends within a known number of good samples', () => {
  let score = 0
  for (let sample = 0; sample < 10_000; sample++) score = nextScore(FAST_PAGE, score, false)
  let samples = 0
  while (score >= FAST_PAGE.threshold) {
    score = nextScore(FAST_PAGE, score, true)
    samples += 1
  }
  expect(samples).toBeLessThan(recoverySamples(FAST_PAGE))
  expect(samples).toBeLessThan(200)
})
