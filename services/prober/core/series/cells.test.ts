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

test('a copy stays as it was until it is released, and has no memory then', () => {
  const cells = createCells(1)
  const at = cells.allocate()
  cells.values[at] = 1
  const copy = cells.copy()
  cells.values[at] = 2
  expect(copy.values[at]).toBe(1)
  copy.release()
  expect(copy.values.byteLength).toBe(0)
  expect(cells.copy().values[at]).toBe(2)
})
