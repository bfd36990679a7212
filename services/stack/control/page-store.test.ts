import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { removeFolder, scratchFolder } from '../plan/part.testkit.ts'
import { alert, notification } from '../stack.testkit.ts'
import { openPageBook } from './page-store.ts'

let folder = ''
const file = (): string => path.join(folder, 'pages.json')
beforeEach(() => {
  folder = scratchFolder()
})
afterEach(() => removeFolder(folder))

const firing = notification([alert()])
const resolved = notification([alert(undefined, { status: 'resolved', endsAt: '2026-02-05T12:10:00.000Z' })])

test('a page is news once, and so is its end', async () => {
  const book = await openPageBook(file())
  expect(await book.take(firing, undefined)).toMatchObject({ status: 'firing' })
  expect(await book.take(firing, undefined)).toBeUndefined()
  expect(await book.take(resolved, undefined)).toMatchObject({ status: 'resolved' })
  expect(await book.take(resolved, undefined)).toBeUndefined()
  expect(book.pages()).toMatchObject([{ status: 'resolved', resolvedAt: '2026-02-05T12:10:00.000Z' }])
})

test('a page that begins to hurt another SLO is news, and remains one page', async () => {
  const book = await openPageBook(file())
  await book.take(firing, undefined)
  const both = notification([alert(), alert('web-edge-latency')])
  expect(await book.take(both, undefined)).toMatchObject({ slos: ['web-edge-availability', 'web-edge-latency'] })
  expect(book.pages().length).toBe(1)
})

test('the end of an incident that was never seen is no page', async () => {
  const book = await openPageBook(file())
  expect(await book.take(resolved, undefined)).toBeUndefined()
  expect(book.pages()).toEqual([])
})

test('the faultDomain of this moment is taken in', async () => {
  const book = await openPageBook(file())
  const page = await book.take(firing, { domain: 'edge', evidence: ['edge does not answer'] })
  expect(page).toMatchObject({ faultDomain: 'edge', evidence: ['edge does not answer'] })
})

test('groups are told apart, even when one’s name begins with another’s', async () => {
  const book = await openPageBook(file())
  await book.take(notification([alert()], '{}:{a="1"}'), undefined)
  await book.take(notification([alert()], '{}:{a="1"}/x'), undefined)
  expect(book.pages().length).toBe(2)
})

test('the newest page comes first, and a hundred are kept', async () => {
  const book = await openPageBook(file())
  for (let number = 0; number < 103; number++) await book.take(notification([alert()], `group-${number}`), undefined)
  const ids = book.pages().map(page => page.id.split(' ')[0])
  expect(ids.length).toBe(100)
  expect([ids[0], ids.at(-1)]).toEqual(['group-102', 'group-3'])
})

test('the book is kept over restarts, and an incident goes on in it', async () => {
  await (await openPageBook(file())).take(firing, undefined)
  const again = await openPageBook(file())
  expect(again.pages()).toMatchObject([{ status: 'firing' }])
  expect(await again.take(resolved, undefined)).toMatchObject({ status: 'resolved' })
})

test('notifications at the same moment are all kept, in memory and on the disk', async () => {
  const book = await openPageBook(file())
  const groups = Array.from({ length: 20 }, (_, index) => `group-${index}`)
  await Promise.all(groups.map(group => book.take(notification([alert()], group), undefined)))
  expect(book.pages().length).toBe(20)
  expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual(book.pages())
})

test('the newest book lies on the disk, even when an older one took longer to write', async () => {
  const book = await openPageBook(file())
  const large = notification([alert(undefined, {}, { title: 'x'.repeat(4_000_000) })])
  await Promise.all([book.take(large, undefined), book.take(resolved, undefined)])
  expect(JSON.parse(readFileSync(file(), 'utf8'))).toMatchObject([{ status: 'resolved' }])
})

test('a book that cannot be read is an error and not an empty book', async () => {
  writeFileSync(file(), 'not JSON')
  await expect(openPageBook(file())).rejects.toThrow(`Cannot read the pages of earlier runs in ${file()}`)
})
