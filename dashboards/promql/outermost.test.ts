import { expect, test } from 'vitest'
import { binariesIn } from './binary.ts'
import { outermostAggregations } from './outermost.ts'

const namesOf = (query: string) => outermostAggregations(query).map(({ name }) => name)

test.each([
  ['max by (a) (x)', ['max']],
  ['max by (a) (min(x))', ['max', 'min']],
  ['1 - max(x)', []],
  ['max(x) - min(y)', ['max']],
  ['sum(x) / max(y)', ['sum']],
  ['max(x) or min(y)', ['max', 'min']],
  ['max(x) or 0 * min(y)', ['max']],
  ['count(max by (a) (x))', []],
  ['max(x) and on () min(y)', ['max']],
  ['label_replace(max(x), "a", "$1", "b", "(.*)")', ['max']],
])('%s is a rising function of %j', (query, names) => {
  expect(namesOf(query)).toEqual(names)
})

test('the operations of a query have their operators and operands', () => {
  expect(binariesIn('a - b * (c > bool 2)')).toEqual([
    { operator: '-', isBool: false, left: 'a', right: 'b * (c > bool 2)' },
    { operator: '*', isBool: false, left: 'b', right: '(c > bool 2)' },
    { operator: '>', isBool: true, left: 'c', right: '2' },
  ])
})
