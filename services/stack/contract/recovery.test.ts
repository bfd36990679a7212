import { expect, test } from 'vitest'
import { readGoodSince } from './recovery.ts'

test('what is no moment is left out', () => {
  const since = '2026-02-05T12:03:10.000Z'
  expect(readGoodSince({ goodSince: { web: since, shop: 'noon', bank: 3 } })).toEqual({ web: since })
  expect(readGoodSince('nothing')).toEqual({})
})
