import { expect, test } from 'vitest'
import { createCells } from './cells.ts'

test('rows that are added one by one are seldom copied', () => {
  const cells = createCells(10)
  const arrays = new Set<Float64Array>()
  for (let row = 0; row < 1000; row++) {
    cells.allocate()
    arrays.add(cells.values)
  }
  // A quarter more each time: 1.25^30 is above 800.
  expect(arrays.size).toBeLessThan(45)
  expect(cells.values.length).toBeLessThanOrEqual(12_500)
})

test('a copy stays as it was until it is released, and then lends its memory to the next', () => {
  const cells = createCells(1)
  const at = cells.allocate()
  cells.values[at] = 1
  const first = cells.copy()
  const second = cells.copy()
  expect(second.values).not.toBe(first.values)
  cells.values[at] = 2
  expect(first.values[at]).toBe(1)
  first.release()
  const third = cells.copy()
  expect(third.values).toBe(first.values)
  expect(third.values[at]).toBe(2)
})

test('a released copy from before the rows grew lends nothing', () => {
  const cells = createCells(1)
  cells.allocate()
  const before = cells.copy()
  before.release()
  cells.values[cells.allocate()] = 7
  expect(cells.copy().values).toEqual(cells.values)
})
