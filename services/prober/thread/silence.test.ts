import { expect, test } from 'vitest'
import { createSilence } from './silence.ts'

/** After how many looks silence is too long; `spoke` says whether there was a word before. */
function looks(spoke: boolean): number {
  const silence = createSilence()
  if (spoke) silence.heard()
  for (let look = 1; ; look++) if (silence.isTooLong()) return look
}

test('five looks without a word are patience, the sixth is not', () => expect(looks(true)).toBe(6))

test('the first word may take half a minute', () => expect(looks(false)).toBe(31))

test('a word starts the patience anew', () => {
  const silence = createSilence()
  for (let second = 0; second < 100; second++) {
    silence.heard()
    expect(silence.isTooLong()).toBe(false)
  }
})
