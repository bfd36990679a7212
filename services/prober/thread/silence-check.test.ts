import { expect, test } from 'vitest'
import { createSilenceCheck } from './silence-check.ts'

/** The number of the check at which the silence is too long; `isFirst` is before the first report. */
function failingCheck({ isFirst }: { readonly isFirst: boolean }): number {
  const silence = createSilenceCheck()
  if (!isFirst) silence.heard()
  for (let check = 1; ; check++) if (silence.isTooLong()) return check
}

test('five checks without a report are tolerated, the sixth is not', () =>
  expect(failingCheck({ isFirst: false })).toBe(6))

test('the first report may take half a minute', () => expect(failingCheck({ isFirst: true })).toBe(31))

test('a report restarts the count', () => {
  const silence = createSilenceCheck()
  for (let second = 0; second < 100; second++) {
    silence.heard()
    expect(silence.isTooLong()).toBe(false)
  }
})
