import { expect, test } from 'vitest'
import { milliseconds, seconds } from '../../../lib/duration.ts'
import { ageText, burnText, clockText, durationBetween, momentText } from './quantities.ts'

test.each<[number, string]>([
  [0, '0×'],
  [0.04, '< 0.1×'],
  [14.4, '14.4×'],
  [1, '1×'],
  [412.3, '412×'],
])('the burn rate %d is written %s', (rate, text) => {
  expect(burnText(rate)).toBe(text)
})

test('clocks that disagree give no negative age', () => {
  expect(durationBetween('2026-02-05T12:00:10Z', '2026-02-05T12:00:00Z')).toBe(0)
  expect(durationBetween('2026-02-05T12:00:00Z', '2026-02-05T12:00:10Z')).toBe(seconds(10))
})

test('ages and moments are written for people', () => {
  expect(ageText(milliseconds(400))).toBe('0 s')
  expect(ageText(seconds(192))).toBe('3 min 12 s')
  expect(clockText('2026-02-05T12:03:10.123Z')).toBe('12:03:10 UTC')
  expect(momentText('2026-02-05T12:03:10.123Z')).toBe('2026-02-05 12:03 UTC')
})
