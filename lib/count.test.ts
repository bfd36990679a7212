import { expect, test } from 'vitest'
import { count } from './count.ts'

test.each([
  [0, '0 files, 0 queries'],
  [1, '1 file, 1 query'],
  [2, '2 files, 2 queries'],
])('%d is written with the noun that goes with it', (number, text) => {
  expect(`${count(number, 'file')}, ${count(number, 'query', 'queries')}`).toBe(text)
})
