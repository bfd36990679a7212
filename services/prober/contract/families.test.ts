import { describe, expect, test } from 'vitest'
import { TOLERANCE_SECONDS } from './bounds.ts'
import { FAMILIES, OWN_FAMILIES } from './families.ts'

const histograms = FAMILIES.filter(({ type }) => type === 'histogram').map(({ name, bounds }) => ({ name, bounds }))

describe.each(histograms)('the bounds of $name', ({ bounds }) => {
  const steps = bounds.slice(1).map((bound, index) => bound / (bounds[index] ?? 0))

  test('ascend', () => expect(Math.min(...steps)).toBeGreaterThan(1))

  test('are never more than 2.5 times apart, so that a quantile read between two is not far off', () =>
    expect(Math.max(...steps)).toBeLessThanOrEqual(2.501))
})

test('whether a measurement is within the tolerance can be read from the buckets of its error', () =>
  expect(OWN_FAMILIES.calibration.bounds).toContain(TOLERANCE_SECONDS))
