import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type Characteristic, characteristic } from './characteristic.ts'
import { SCENARIOS } from './scenarios.ts'

const STORED: Characteristic = JSON.parse(readFileSync('ci/release/characteristic.json', 'utf8'))

/** A scenario of the stored run. */
function stored(says: string) {
  const found = STORED.scenarios.find(scenario => scenario.says === says)
  if (found === undefined) throw new RangeError(`The stored run has no scenario "${says}"`)
  return found
}

test('the stored run is of this code: its first runs, repeated, come to the same figures', () => {
  const { seed, firstRuns } = STORED
  const repeated = characteristic(seed, firstRuns)
  expect(STORED.scenarios.map(({ says, first }) => ({ says, first }))).toEqual(
    repeated.scenarios.map(({ says, first }) => ({ says, first })),
  )
  expect(STORED.scenarios).toHaveLength(SCENARIOS.length)
})

test('the stored run is of 20,000 runs of each scenario', () => expect(STORED.runs).toBe(20_000))

describe('the gate keeps what it promises', () => {
  test.each([
    ['0 % fails on both paths', 40],
    ['50 % fails on both paths', 5],
    ['answers nothing', 5],
    ['3 % fails on both paths', 60],
    ['3 % fails on one path', 90],
    ['3 % too slow on both paths', 60],
  ])('when it %s the verdict comes within %d s in 19 of 20 cases', (says, most) =>
    expect(stored(says).p95Seconds).toBeLessThanOrEqual(most),
  )

  test.each([
    ['3 % fails on both paths', 0.02],
    ['3 % fails on one path', 0.02],
    ['3 % too slow on both paths', 0.02],
    ['50 % fails on one path', 0.0005],
  ])('when it %s at most %d of the releases are missed', (says, most) =>
    expect(1 - stored(says).rollBack).toBeLessThanOrEqual(most),
  )

  test.each([
    ['0 % fails on both paths', 0],
    ['0.1 % fails on both paths', 0.001],
    ['0.2 % fails on both paths', 0.001],
    ['0.2 % too slow on both paths', 0.001],
    ['fails wholly for 2 s once', 0.01],
    ['fails wholly for 2 s once, and 0.1 % at other times', 0.02],
    ['gives a third of the answers, of which none fails', 0],
    ['good, and a tenth of the answers is excluded', 0],
    ['good, and three tenths are excluded', 0],
  ])('when it is one that %s at most %d of the releases are rolled back', (says, most) =>
    expect(stored(says).rollBack).toBeLessThanOrEqual(most),
  )

  test('when too many answers are excluded it holds, always', () =>
    expect(stored('good, and three tenths are excluded').hold).toBe(1))
})
