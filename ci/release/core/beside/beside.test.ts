import { expect, test } from 'vitest'
import { type Signatures, shareOf, shareSeen, shareWindowSeconds } from './canary-share.ts'
import { type OldTimes, slowBar, slownessOf } from './slow-bar.ts'

const RATES = { wanted: 5, most: 20 }
const CANARY = { place: { oldPods: 2 }, rates: RATES }

function times(all: readonly number[], everySeconds = 0.1): OldTimes | undefined {
  let list: OldTimes | undefined
  for (const [index, tookSeconds] of all.entries())
    list = { sentSeconds: index * everySeconds, tookSeconds, before: list }
  return list
}

test('a bar takes a hundred answers of the last minute', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => (index + 1) / 1000)
  expect(slowBar(times(hundred.slice(1)), 10)).toBeUndefined()
  expect(slowBar(times(hundred), 10)).toEqual({ answers: 100, medianSeconds: 0.05, p99Seconds: 0.099 })
  expect(slowBar(times(hundred), 61)).toBeUndefined()
})

test.each([
  [0.04, 0.06, 0.06, 'usual'],
  [0.04, 0.06, 0.061, 'slower'],
  [0.04, 0.06, 0.081, 'much-slower'],
  [0.04, 0.2, 0.19, 'usual'],
  [0.001, 0.002, 0.011, 'usual'],
  [0.001, 0.002, 0.012, 'much-slower'],
] as const)(
  'beside a median of %d s and a 99th percentile of %d s, %d s is %s',
  (medianSeconds, p99Seconds, took, is) =>
    expect(slownessOf({ answers: 600, medianSeconds, p99Seconds }, took)).toBe(is),
)

test.each([
  [1, 0.5, 20],
  [2, 1 / 3, 20],
  [4, 0.2, 20],
  [20, 1 / 21, 100],
])('beside %d old pods its share is %d, and is looked at over %d seconds', (oldPods, share, window) => {
  expect(shareOf({ oldPods })).toBeCloseTo(share)
  expect(shareWindowSeconds({ oldPods }, RATES)).toBeCloseTo(window, 0)
})

test('only the signed answers of the window count for a share', () => {
  const signedUntil = (seconds: number): Signatures | undefined => {
    let signed: Signatures | undefined
    for (let index = 0; index < 15 * seconds; index += 1) {
      signed = { sentSeconds: index / 15, by: index <= 300 && index % 3 === 0 ? 'canary' : 'old', before: signed }
    }
    return signed
  }
  expect(shareSeen(signedUntil(20), 20, CANARY).isTooLittle).toBe(false)
  expect(shareSeen(signedUntil(40), 40, CANARY)).toEqual({ answers: 299, ofCanary: 0, isTooLittle: true })
  expect(shareSeen(undefined, 40, CANARY).isTooLittle).toBe(false)
})
