import { expect, test } from 'vitest'
import { type Duration, parseDuration } from '../../lib/duration.ts'
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
  ['28d', '4w'],
  ['7d', '1w'],
  ['30d', '30d'],
  ['24h', '1d'],
  ['36h', '1d12h'],
  ['365d', '1y'],
  ['90m', '1h30m'],
])('goDuration(%s) is %s', (text, expected) => expect(goDuration(parseDuration(text) as Duration)).toBe(expected))

test('goSelector() sorts and quotes', () => {
  expect(goSelector({ b: 'x"y', a: '1' })).toBe('{a="1", b="x\\"y"}')
})
