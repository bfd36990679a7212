import { expect, test } from 'vitest'
import { days, hours, minutes } from '../../lib/duration.ts'
import { goDuration, goNumber, goSelector } from './number.ts'

test.each([
  [99.9 / 100, '0.9990000000000001'],
  [(100 - 99.9) / 100, '0.0009999999999999432'],
  [(100 - 99.995) / 100, '4.999999999995453e-05'],
  [14.4, '14.4'],
  [1e21, '1e+21'],
  [0, '0'],
])('goNumber(%d) is %s', (value, text) => expect(goNumber(value)).toBe(text))

test.each([
  [days(28), '4w'],
  [days(7), '1w'],
  [days(30), '30d'],
  [hours(24), '1d'],
  [hours(36), '1d12h'],
  [days(365), '1y'],
  [minutes(90), '1h30m'],
])('goDuration(%d) is %s', (duration, expected) => expect(goDuration(duration)).toBe(expected))

test('goSelector() sorts and quotes', () => {
  expect(goSelector({ b: 'x"y', a: '1' })).toBe('{a="1", b="x\\"y"}')
})
