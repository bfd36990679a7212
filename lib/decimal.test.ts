import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareJsonNumbers, isJsonNumber } from './decimal.ts'

test.each<[a: string, b: string, order: -1 | 0 | 1]>([
  ['1', '2', -1],
  ['10', '9', 1],
  ['-10', '-9', -1],
  ['-1', '1', -1],
  ['0', '-0.0', 0],
  ['0', '0e9', 0],
  ['0', '0.001', -1],
  ['0', '-0.001', 1],
  ['1.50', '15e-1', 0],
  ['100', '1E+2', 0],
  ['0.001', '1e-3', 0],
  ['9007199254740993', '9007199254740992', 1],
  ['9007199254740993', '9.007199254740993e15', 0],
  ['12345678901234567890', '12345678901234567891', -1],
  ['0.30000000000000004', '0.3', 1],
  ['1e400', '1e399', 1],
  ['1e999999999999999999999', '1e999999999999999999998', 1],
  ['1e-999999999999999999999', '0', 1],
])('%s compared with %s', (a, b, order) => {
  expect(Math.sign(compareJsonNumbers(a, b))).toBe(order)
  expect(Math.sign(compareJsonNumbers(b, a)) + order).toBe(0)
})

test('numbers that JavaScript holds exactly are compared as JavaScript does', () => {
  const number = fc.oneof(fc.maxSafeInteger(), fc.double({ noNaN: true, noDefaultInfinity: true }))
  fc.assert(
    fc.property(number, number, (a, b) => {
      expect(Math.sign(compareJsonNumbers(JSON.stringify(a), JSON.stringify(b)))).toBe(
        Math.sign(a < b ? -1 : a > b ? 1 : 0),
      )
    }),
  )
})

test.each(['', '+1', '01', '1.', '.5', '0x5', 'NaN', 'Infinity', ' 1', '1 ', '1_000', '--1', '1e'])(
  '%j is no number of JSON',
  text => expect(isJsonNumber(text)).toBe(false),
)
