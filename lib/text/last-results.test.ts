import { expect, test } from 'vitest'
import { keepLastResults } from './last-results.ts'

function counted(most: number, longest: number) {
  const seen: string[] = []
  const of = keepLastResults(
    text => {
      seen.push(text)
      return text.toUpperCase()
    },
    { most, longest },
  )
  return { of, seen }
}

test('a text is computed once, and its result stays the same object', () => {
  const { of, seen } = counted(2, 10)
  expect([of('a'), of('b'), of('a')]).toEqual(['A', 'B', 'A'])
  expect(seen).toEqual(['a', 'b'])
})

test('the oldest result makes way', () => {
  const { of, seen } = counted(2, 10)
  for (const text of ['a', 'b', 'c', 'b', 'a']) of(text)
  expect(seen).toEqual(['a', 'b', 'c', 'a'])
})

test('a long text is computed each time', () => {
  const { of, seen } = counted(2, 3)
  for (const text of ['long', 'long', 'abc', 'abc']) of(text)
  expect(seen).toEqual(['long', 'long', 'abc'])
})

test('a result of undefined is kept too', () => {
  let calls = 0
  const of = keepLastResults(
    () => {
      calls += 1
      return undefined
    },
    { most: 2 },
  )
  of('a')
  of('a')
  expect(calls).toBe(1)
})
