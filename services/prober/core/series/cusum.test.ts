import { expect, test } from 'vitest'
import { averageRunLength, CUSUM_START, FAST_PAGE, nextState, RECOVERED_AFTER } from './cusum.ts'

/** Minimal standard generator (Park & Miller 1988): the same samples in every run. */
function* numbers(seed: number): Generator<number, never> {
  for (let state = seed; ; ) {
    state = (state * 48_271) % 2_147_483_647
    yield state / 2_147_483_647
  }
}

function runLength(badRatio: number, random: Generator<number, never>): number {
  let state = CUSUM_START
  for (let samples = 1; ; samples++) {
    state = nextState(FAST_PAGE, state, random.next().value >= badRatio)
    if (state.score >= FAST_PAGE.threshold) return samples
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

test('after any outage the alarm ends with a known number of good samples in a row, and starts from nothing', () => {
  const after = (samples: readonly boolean[]) =>
    samples.reduce((state, isGood) => nextState(FAST_PAGE, state, isGood), CUSUM_START).score
  const outage = new Array<boolean>(10_000).fill(false)
  const good = (count: number) => new Array<boolean>(count).fill(true)
  expect(after([...outage, ...good(RECOVERED_AFTER - 1)])).toBeGreaterThanOrEqual(FAST_PAGE.threshold)
  expect(after([...outage, ...good(RECOVERED_AFTER)])).toBe(0)
  expect(after([...outage, ...good(RECOVERED_AFTER - 1), false, ...good(RECOVERED_AFTER - 1)])).toBeGreaterThan(0)
})
