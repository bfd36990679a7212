import { expect, test } from 'vitest'
import { fuzz } from './fuzz-slo.ts'

test('a thousand mutated documents are read without a crash, a hang or a diagnostic outside the file', () => {
  expect(fuzz(1000, 0)).toEqual([])
})
