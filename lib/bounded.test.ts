import { expect, test } from 'vitest'
import { bounded } from './bounded.ts'

test('texts, names, lists and objects are cut to their bounds at any depth, and nothing else changes', () => {
  const value = { a: 'xxxxx', list: [1, 2, 3], deep: [{ longname: undefined, b: null }] }
  expect(bounded(value, { text: 4, entries: 2 })).toEqual({ a: 'xxx…', list: [1, 2] })
  expect(bounded({ deep: value.deep }, { text: 4, entries: 2 })).toEqual({ deep: [{ long: undefined, b: null }] })
  expect(bounded(value, { text: 100, entries: 100 })).toEqual(value)
})
