import { expect, test } from 'vitest'
import { CANARY_ROWS } from './canary-scenarios.ts'
import { characteristic } from './characteristic.ts'

// A slice of `npm run gate -- --characteristic --canary --runs 20000`, which takes an hour.
const RUNS = 25

function found(says: string) {
  const [result] = characteristic(
    1945,
    RUNS,
    undefined,
    CANARY_ROWS.filter(row => row.says === says),
  ).scenarios
  if (result === undefined) throw new RangeError(`No scenario is "${says}"`)
  return result
}

test.each([
  ['50 % fails on both paths', 5],
  ['3 % fails on both paths', 60],
  ['answers every request with 500', 5],
  ['takes twice as long', 60],
  ['half fails on both paths, and the gate is cut off for 10 s once', 17],
  ['refuses connections, and the ingress answers 502', 30],
  ['refuses connections, and the ingress asks another pod', 30],
])('a canary that %s is rolled back, 19 of 20 within %d s', (says, most) => {
  const { rollBack, p95Seconds } = found(says)
  expect({ rollBack, isInTime: p95Seconds <= most }).toEqual({ rollBack: 1, isInTime: true })
})

test('a good one proceeds, 19 of 20 within 40 s', () => {
  const { rollBack, hold, p95Seconds } = found('0 % fails on both paths')
  expect({ rollBack, hold, isInTime: p95Seconds <= 40 }).toEqual({ rollBack: 0, hold: 0, isInTime: true })
})

test.each([
  ['without a way to the site for 10 s', 0],
  ['refused by each path for 10 s', 0],
  ['without a way to the site for 20 s', 0],
  ['refused by each path for 20 s', 0],
  ['without a way to the site for 60 s', 1],
  ['refused by each path for 60 s', 1],
])('a good one whose gate is %s is withdrawn in this part of the cases: %d', (how, hold) =>
  expect(found(`good, and the gate is ${how} once`)).toMatchObject({ rollBack: 0, hold }),
)

test.each(
  CANARY_ROWS.map(({ says }) => says).filter(
    says => /both|old release|once/.test(says) && !/gate is/.test(says) && !/fails on both paths/.test(says),
  ),
)('what hits both releases is never the canary’s fault: %s', says => expect(found(says).rollBack).toBe(0))
