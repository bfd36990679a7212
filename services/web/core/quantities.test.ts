import fc from 'fast-check'
import { expect, test } from 'vitest'
import { milliseconds, seconds } from '../../../lib/duration.ts'
import { ageText, burnText, clockText, durationBetween, momentText, objectiveText, percentText } from './quantities.ts'

test.each<[number, number, string]>([
  [0.999996, 3, '99.999 %'],
  [0.9999999, 3, '99.999 %'],
  [1, 3, '100 %'],
  [0.999, 1, '99.9 %'],
  [0.57, 1, '57.0 %'],
  [0, 1, '0.0 %'],
  [-0.352, 1, '−35.2 %'],
  [-0.00001, 1, '−0.1 %'],
])('the ratio %d is written with %d digits as %s', (ratio, digits, text) => {
  expect(percentText(ratio, digits)).toBe(text)
})

test('a percentage never reads better than it is', () => {
  fc.assert(
    fc.property(fc.double({ min: -5, max: 1, noNaN: true }), ratio => {
      const shown = Number(percentText(ratio, 1).replace('−', '-').replace(' %', ''))
      expect(shown).toBeLessThanOrEqual(ratio * 100 + 1e-9)
    }),
  )
})

test.each<[number, string]>([
  [0.999, '99.9 %'],
  [0.99, '99 %'],
  [0.9995, '99.95 %'],
])('the objective %d is written with the digits it has: %s', (objective, text) => {
  expect(objectiveText(objective)).toBe(text)
})

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
