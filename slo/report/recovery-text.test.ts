import { expect, test } from 'vitest'
import { recoveryText } from './recovery-text.ts'

test.each([
  ['12:04:00', 20, 'the 5-minute window clears at 12:08:10 UTC'],
  ['12:04:00', 0, 'the 1-hour window clears at 13:03:10 UTC'],
  ['12:30:00', 0, 'the 1-hour window clears at 13:03:10 UTC'],
] as const)(
  'at %s, with %s in five minutes and too much in the hour, it lasts until %s',
  (clock, burnRate5m, until) => {
    const recovery = { goodSince: '2026-02-05T12:03:10.000Z', burnRate5m, burnRate1h: 31 }
    expect(recoveryText(recovery, new Date(`2026-02-05T${clock}.000Z`))).toContain(until)
  },
)

test.each([
  ['12:04:00', 20, 'its', 'all its probes are good since 12:03:10 UTC; the 5-minute window clears at 12:08:10 UTC'],
  [
    '12:04:00',
    null,
    'their',
    'all their probes are good since 12:03:10 UTC; the 5-minute window clears at 12:08:10 UTC',
  ],
  ['12:04:00', 0, 'its', 'all its probes are good since 12:03:10 UTC'],
  ['12:08:10', 20, 'its', 'all its probes are good since 12:03:10 UTC'],
] as const)('at %s, with a burn of %s over five minutes: %3$s', (clock, burnRate5m, whose, text) => {
  const recovery = { goodSince: '2026-02-05T12:03:10.000Z', burnRate5m, whose }
  expect(recoveryText(recovery, new Date(`2026-02-05T${clock}.000Z`))).toBe(text)
})
