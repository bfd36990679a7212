import { expect, test } from 'vitest'
import { milliseconds, seconds } from '../../../../lib/duration.ts'
import { createShifts } from './shifts.ts'

const HOME = {
  name: 'home',
  schedule: { interval: seconds(10), cron: undefined, jitter: milliseconds(500) },
  timeout: seconds(4),
}

test('a probe whose samples are lost twice in a row to lateness begins later from then on, and moves again when that goes on', () => {
  const numbers = [0.5, 0.25]
  const shifts = createShifts(() => numbers.shift() ?? 0)
  const after = (isLate: boolean) => {
    shifts.noteEnd(HOME, isLate)
    return shifts.of('home')
  }
  expect([true, false, true].map(after)).toEqual([0, 0, 0])
  expect([true, false, true, false, true, true].map(after)).toEqual([500, 500, 500, 500, 500, 250])
  expect(shifts.of('other')).toBe(0)
})

test('it never moves so far that its next slot could come before it has ended', () => {
  const shifts = createShifts(() => 1)
  const tight = { ...HOME, timeout: milliseconds(9400) }
  for (const probe of [tight, tight]) shifts.noteEnd(probe, true)
  expect(shifts.of('home')).toBe(100)
})

test('of a probe that is no longer defined nothing is kept', () => {
  const shifts = createShifts(() => 1)
  for (const probe of [HOME, HOME]) shifts.noteEnd(probe, true)
  shifts.keepOnly([])
  expect(shifts.of('home')).toBe(0)
})
