import { expect, test } from 'vitest'
import { FACTS } from './facts.ts'

test('a fact comes after facts that stand before it in the table, and has a name of its own', () => {
  const known = new Set<string>()
  for (const { id, after } of FACTS) {
    expect(known.has(id)).toBe(false)
    expect(
      after.filter(before => !known.has(before)),
      id,
    ).toEqual([])
    known.add(id)
  }
})

test('facts of a part stand together', () => {
  const parts = FACTS.map(({ part }) => part)
  expect(parts).toEqual([...Map.groupBy(parts, part => part).values()].flat())
})
