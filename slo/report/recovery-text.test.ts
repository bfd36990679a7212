import { expect, test } from 'vitest'
import { recoveryText } from './recovery-text.ts'

test.each([
  ['12:04:00', 'all its probes are good since 12:03:10 UTC; the 5-minute window clears at 12:08:10 UTC'],
  ['12:08:10', 'all its probes are good since 12:03:10 UTC'],
])('at %s: %s', (clock, text) => {
  expect(recoveryText('2026-02-05T12:03:10.000Z', new Date(`2026-02-05T${clock}.000Z`))).toBe(text)
})
