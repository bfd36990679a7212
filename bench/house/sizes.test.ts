import { expect, test } from 'vitest'
import { fileSizes, folderSizes, functionSizes, quantileOf } from './sizes.ts'
import { kindOf, parseSource } from './source.ts'

const SOURCES = [
  parseSource(
    'a/long.ts',
    'export function outer() {\n\n  const inner = () =>\n    1\n  return { method() { return inner } }\n}\n',
  ),
  parseSource('a/short.ts', 'run(function () {})'),
  parseSource('b.ts', ''),
]

test('files and functions are measured by lines that are not blank, the longest first', () => {
  expect(fileSizes(SOURCES).map(({ file, lines }) => `${file} ${lines}`)).toEqual([
    'a/long.ts 5',
    'a/short.ts 1',
    'b.ts 0',
  ])
  expect(functionSizes(SOURCES).map(({ text, line, lines }) => `${text} ${line} ${lines}`)).toEqual([
    'outer 1 5',
    'inner 3 2',
    'method 5 1',
    '(anonymous) 1 1',
  ])
})

test('folders are measured by the files that stand in them directly', () => {
  expect(folderSizes(SOURCES)).toEqual([
    ['a', 2],
    ['.', 1],
  ])
})

test('a quantile is the value of the nearest rank', () => {
  expect([0, 0.5, 0.9, 1].map(part => quantileOf([4, 1, 3, 2], part))).toEqual([1, 2, 4, 4])
  expect(quantileOf([], 0.5)).toBe(0)
})

test.each([
  ['slo/core/model.ts', 'production'],
  ['slo/core/model.test.ts', 'test'],
  ['slo/core/model.testkit.ts', 'test'],
  ['tests/silent.ts', 'test'],
  ['bench/house.ts', 'bench'],
])('%s is for %s', (file, kind) => expect(kindOf(file)).toBe(kind))
