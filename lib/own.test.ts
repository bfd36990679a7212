import { expect, test } from 'vitest'
import { own } from './own.ts'

test('a table holds what was put into it, and no name that every object answers to', () => {
  expect(own({ rate: 1 }, 'rate')).toBe(1)
  for (const key of Object.getOwnPropertyNames(Object.prototype)) expect(own({ rate: 1 }, key)).toBeUndefined()
})
