import { expect, test } from 'vitest'
import { readPages } from './read-pages.ts'
import { page } from './status.testkit.ts'

test('pages are read as the pager writes them', () => {
  expect(readPages({ pages: [page()] })).toEqual([page()])
})

test('firing pages come first, each kind newest first', () => {
  const answer = [
    page({ id: 'old', status: 'resolved', startedAt: '2026-02-01T00:00:00Z' }),
    page({ id: 'new', status: 'resolved', startedAt: '2026-02-03T00:00:00Z' }),
    page({ id: 'firing-old', startedAt: '2026-01-01T00:00:00Z' }),
    page({ id: 'firing-new', startedAt: '2026-01-02T00:00:00Z' }),
  ]
  expect(readPages({ pages: answer })?.map(({ id }) => id)).toEqual(['firing-new', 'firing-old', 'new', 'old'])
})

test('of many pages the resolved ones are dropped, and never a firing one', () => {
  const many = (status: 'firing' | 'resolved') =>
    Array.from({ length: 12 }, (_, index) => page({ id: `${status}${index}`, status }))
  expect(readPages({ pages: many('resolved') })).toHaveLength(10)
  expect(readPages({ pages: [...many('resolved'), ...many('firing')] })?.map(({ status }) => status)).toEqual(
    Array(12).fill('firing'),
  )
})

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['a list', []],
  ['an error', { error: 'no' }],
  ['a wrong kind of list', { pages: 'none' }],
])('%s is no list of pages', (_, body) => {
  expect(readPages(body)).toBeUndefined()
})

test.each<[string, object]>([
  ['an id', { id: undefined }],
  ['a start', { startedAt: undefined }],
  ['a start in UTC', { startedAt: '2026-02-05T12:01:40+02:00' }],
  ['a start that exists', { startedAt: '2026-99-05T12:01:40Z' }],
])('an entry without %s is left out, and the others stay', (_, changes) => {
  const other = page({ id: 'two' })
  expect(readPages({ pages: [{ ...page(), ...changes }, other] })).toEqual([other])
})

test('unknown words are taken for the worse', () => {
  const answer = { ...page(), severity: 'panic', status: 'odd', faultDomain: 'moon' }
  expect(readPages({ pages: [answer] })).toMatchObject([{ severity: 'page', status: 'firing', faultDomain: 'unknown' }])
})
