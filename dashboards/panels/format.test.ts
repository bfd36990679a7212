import { expect, test } from 'vitest'
import { formatValue } from './format.ts'

test.each([
  [0.9994, 'percentunit', 2, '99.94%'],
  [-0.107, 'percentunit', 1, '-10.7%'],
  [0.0123, 'percentunit', undefined, '1.23%'],
  [0.0004, 's', undefined, '400 µs'],
  [0.0986, 's', undefined, '98.6 ms'],
  [90, 's', undefined, '1.50 mins'],
  [0.2, 'dtdurations', 1, '200 milliseconds'],
  [126_000, 'dtdurations', 1, '1 day, 11 hours'],
  [-86_400, 'dtdurations', undefined, '1 day ago'],
  [14.4, 'suffix:×', 1, '14.4 ×'],
  [1536, 'bytes', undefined, '1.50 KiB'],
  [180_000, 'Bps', undefined, '180 kB/s'],
  [12_345, 'short', undefined, '12.3 K'],
  [0, 'short', undefined, '0'],
  [Number.POSITIVE_INFINITY, 's', undefined, '∞ years'],
  [Number.NaN, 's', undefined, 'NaN'],
] as const)('%d in %s is written %#', (value, unit, decimals, text) => {
  expect(formatValue(value, unit, decimals)).toBe(text)
})
