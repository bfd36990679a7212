import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openKeptFile } from '../../../adapters/files/kept-file.ts'
import { removeFolder, scratchFolder } from '../plan/part.testkit.ts'
import { alert, NOON, notification, page } from '../stack.testkit.ts'
import { createPageStore, parsePages } from './page-store.ts'

let folder = ''
const file = (): string => path.join(folder, 'pages.json')
beforeEach(() => {
  folder = scratchFolder()
})
afterEach(() => removeFolder(folder))

const openFile = () => openKeptFile({ path: file(), what: 'the pages', parse: parsePages, now: () => new Date(NOON) })
const openPageStore = async () => createPageStore(await openFile())

const firing = notification([alert()])
const resolved = notification([alert(undefined, { status: 'resolved', endsAt: '2026-02-05T12:10:00.000Z' })])

test('a page is news once, and so is its end', async () => {
  const store = await openPageStore()
  expect(await store.take(firing, undefined)).toMatchObject({ status: 'firing' })
  expect(await store.take(firing, undefined)).toBeUndefined()
  expect(await store.take(resolved, undefined)).toMatchObject({ status: 'resolved' })
  expect(await store.take(resolved, undefined)).toBeUndefined()
  expect(store.pages()).toMatchObject([{ status: 'resolved', resolvedAt: '2026-02-05T12:10:00.000Z' }])
})

test('a page that begins to hurt another SLO is news, and remains one page', async () => {
  const store = await openPageStore()
  await store.take(firing, undefined)
  const both = notification([alert(), alert('web-edge-latency')])
  expect(await store.take(both, undefined)).toMatchObject({ slos: ['web-edge-availability', 'web-edge-latency'] })
  expect(store.pages().length).toBe(1)
})

test('the end of an incident that was never seen is no page', async () => {
  const store = await openPageStore()
  expect(await store.take(resolved, undefined)).toBeUndefined()
  expect(store.pages()).toEqual([])
})

test('the faultDomain of this moment is taken in', async () => {
  const store = await openPageStore()
  const page = await store.take(firing, { domain: 'edge', evidence: ['edge does not answer'] })
  expect(page).toMatchObject({ faultDomain: 'edge', evidence: ['edge does not answer'] })
})

test('groups are kept apart, even when one name begins with another', async () => {
  const store = await openPageStore()
  await store.take(notification([alert()], '{}:{a="1"}'), undefined)
  await store.take(notification([alert()], '{}:{a="1"}/x'), undefined)
  expect(store.pages().length).toBe(2)
})

test('the newest page comes first, and a hundred are kept', async () => {
  const store = await openPageStore()
  for (let number = 0; number < 103; number++) await store.take(notification([alert()], `group-${number}`), undefined)
  const ids = store.pages().map(page => page.id.split(' ')[0])
  expect(ids.length).toBe(100)
  expect([ids[0], ids.at(-1)]).toEqual(['group-102', 'group-3'])
})

test('the store is kept over restarts, and an incident goes on in it', async () => {
  await (await openPageStore()).take(firing, undefined)
  const again = await openPageStore()
  expect(again.pages()).toMatchObject([{ status: 'firing' }])
  expect(await again.take(resolved, undefined)).toMatchObject({ status: 'resolved' })
})

test('notifications at the same moment are all kept, in memory and on the disk', async () => {
  const store = await openPageStore()
  const groups = Array.from({ length: 20 }, (_, index) => `group-${index}`)
  await Promise.all(groups.map(group => store.take(notification([alert()], group), undefined)))
  expect(store.pages().length).toBe(20)
  expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual(store.pages())
})

test('the newest store lies on the disk, even when an older one took longer to write', async () => {
  const store = await openPageStore()
  const large = notification([alert(undefined, {}, { title: 'x'.repeat(4_000_000) })])
  await Promise.all([store.take(large, undefined), store.take(resolved, undefined)])
  expect(JSON.parse(readFileSync(file(), 'utf8'))).toMatchObject([{ status: 'resolved' }])
})

test.each([
  ['no JSON', 'not JSON'],
  ['no list', '{}'],
  ['a page without its SLOs', JSON.stringify([{ ...page(), slos: 'web' }])],
  ['something else among the pages', JSON.stringify([page(), 3])],
])('a store that holds %s is set aside, and the stack goes on with an empty one', async (_, text) => {
  writeFileSync(file(), text)
  const kept = await openFile()
  expect(kept.setAside?.text).toContain(file())
  expect(createPageStore(kept).pages()).toEqual([])
})

test('a page of the stack itself is kept beside the others, and replaces itself', async () => {
  const store = await openPageStore()
  await store.take(firing, undefined)
  await store.put(page({ id: 'stack 1' }))
  await store.put(page({ id: 'stack 1', status: 'resolved' }))
  expect(store.pages().map(({ id, status }) => [id.split(' ')[0], status])).toEqual([
    ['stack', 'resolved'],
    ['{}:{sloth_service="web"}', 'firing'],
  ])
})
