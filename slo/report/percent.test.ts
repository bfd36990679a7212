import fc from 'fast-check'
import { expect, test } from 'vitest'
import { percentText } from './percent.ts'

test.each<[number, number | undefined, string]>([
  [0.999, undefined, '99.9 %'],
  [0.9995, undefined, '99.95 %'],
  [0.99, undefined, '99 %'],
  [1, 3, '100 %'],
  [0.999996, 3, '99.999 %'],
  [0.9999999, 1, '99.9 %'],
  [0.29, 1, '29.0 %'],
  [0.57, 3, '57.000 %'],
  [0, 1, '0.0 %'],
  [-0.352, 1, '-35.2 %'],
  [-0.00001, 1, '-0.1 %'],
  [1.5, 1, '150.0 %'],
])('%s with %s digits is %s', (ratio, digits, text) => {
  expect(percentText(ratio, digits)).toBe(text)
})

test('a percentage never reads better than it is', () => {
  fc.assert(
    fc.property(fc.double({ min: -5, max: 1, noNaN: true }), ratio => {
      expect(Number(percentText(ratio, 1).replace(' %', ''))).toBeLessThanOrEqual(ratio * 100 + 1e-9)
    }),
  )
})
