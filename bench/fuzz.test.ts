import { expect, test } from 'vitest'
import { fuzz } from './fuzz.ts'
import { PROBE_DEFINITIONS } from './fuzz-probes.ts'
import { SLO_DEFINITIONS } from './fuzz-slo.ts'

test.each([
  ['SLOs', SLO_DEFINITIONS],
  ['probes', PROBE_DEFINITIONS],
])('a thousand mutated definitions of %s are read without a crash, or a diagnostic outside the file', (_, subject) => {
  expect(fuzz(subject, 1000, 0)).toEqual([])
})
