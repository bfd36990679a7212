import { expect, test } from 'vitest'
import { quantityOf } from './quantity.ts'

test.each([
  ['1', 1],
  [2, 2],
  ['250m', 0.25],
  ['0.5', 0.5],
  ['76Mi', 76 * 2 ** 20],
  ['1.5Gi', 1.5 * 2 ** 30],
  ['128M', 128e6],
  ['1e3', 1000],
  ['2E', 2e18],
])('%s is worth %d', (text, worth) => {
  expect(quantityOf(text)).toBeCloseTo(worth)
})

test.each(['', 'Mi', '1 Mi', '1mi', 'none', undefined])('%s is no quantity', text => {
  expect(quantityOf(text)).toBeUndefined()
})
