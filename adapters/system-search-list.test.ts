import { expect, test } from 'vitest'
import { NO_SEARCH } from '../services/prober/core/search-list.ts'
import { systemSearchList } from './system-search-list.ts'

test('a machine without the file has no search list', () => {
  expect(systemSearchList('/no/such/resolv.conf')).toEqual(NO_SEARCH)
})

test('the system’s own file can be read', () => {
  expect(systemSearchList().dots).toBeGreaterThan(0)
})
