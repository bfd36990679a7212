import { expect, test } from 'vitest'
import { didYouMean } from './did-you-mean.ts'

test.each([
  ['objetive', 'objective'],
  ['raet', 'rate'],
  ['errorQuery', 'error_query'],
  ['obj', undefined],
  ['zzz', undefined],
  ['x'.repeat(10_000), undefined],
])('%.20s was meant as %s', (word, meant) => {
  expect(didYouMean(word, ['objective', 'rate', 'error_query', 'service'])).toBe(meant)
})

test('another number is not a misspelt one', () => {
  expect(didYouMean('38', ['37', '40'])).toBeUndefined()
  expect(didYouMean('1.33', ['1.34'])).toBeUndefined()
})
