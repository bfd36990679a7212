import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { removeFolder, scratchFolder } from '../plan/part.testkit.ts'
import { alert, notification } from '../stack.testkit.ts'
import { openPageStore } from './page-store.ts'

let folder = ''
const file = (): string => path.join(folder, 'pages.json')
beforeEach(() => {
  folder = scratchFolder()
})
afterEach(() => removeFolder(folder))

const firing = notification([alert()])
const resolved = notification([alert(undefined, { status: 'resolved', endsAt: '2026-02-05T12:10:00.000Z' })])

test('a page is news once, and so is its end', async () => {
  const store = await openPageStore(file())
  expect(await store.take(firing, undefined)).toMatchObject({ status: 'firing' })
  expect(await store.take(firing, undefined)).toBeUndefined()
  expect(await store.take(resolved, undefined)).toMatchObject({ status: 'resolved' })
  expect(await store.take(resolved, undefined)).toBeUndefined()
  expect(store.pages()).toMatchObject([{ status: 'resolved', resolvedAt: '2026-02-05T12:10:00.000Z' }])
})

test('a page that begins to hurt another SLO is news, and remains one page', async () => {
  const store = await openPageStore(file())
  await store.take(firing, undefined)
  const both = notification([alert(), alert('web-edge-latency')])
  expect(await store.take(both, undefined)).toMatchObject({ slos: ['web-edge-availability', 'web-edge-latency'] })
  expect(store.pages().length).toBe(1)
})

test('the end of an incident that was never seen is no page', async () => {
  const store = await openPageStore(file())
  expect(await store.take(resolved, undefined)).toBeUndefined()
  expect(store.pages()).toEqual([])
})

test('the faultDomain of this moment is taken in', async () => {
  const store = await openPageStore(file())
  const page = await store.take(firing, { domain: 'edge', evidence: ['edge does not answer'] })
  expect(page).toMatchObject({ faultDomain: 'edge', evidence: ['edge does not answer'] })
})

test('groups are kept apart, even when one name begins with another', async () => {
  const store = await openPageStore(file())
  await store.take(notification([alert()], '{}:{a="1"}'), undefined)
  await store.take(notification([alert()], '{}:{a="1"}/x'), undefined)
  expect(store.pages().length).toBe(2)
})

test('the newest page comes first, and a hundred are kept', async () => {
  const store = await openPageStore(file())
  for (let number = 0; number < 103; number++) await store.take(notification([alert()], `group-${number}`), undefined)
  const ids = store.pages().map(page => page.id.split(' ')[0])
  expect(ids.length).toBe(100)
  expect([ids[0], ids.at(-1)]).toEqual(['group-102', 'group-3'])
})

test('the store is kept over restarts, and an incident goes on in it', async () => {
  await (await openPageStore(file())).take(firing, undefined)
  const again = await openPageStore(file())
  expect(again.pages()).toMatchObject([{ status: 'firing' }])
  expect(await again.take(resolved, undefined)).toMatchObject({ status: 'resolved' })
})

test('notifications at the same moment are all kept, in memory and on the disk', async () => {
  const store = await openPageStore(file())
  const groups = Array.from({ length: 20 }, (_, index) => `group-${index}`)
  await Promise.all(groups.map(group => store.take(notification([alert()], group), undefined)))
  expect(store.pages().length).toBe(20)
  expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual(store.pages())
})

test('the newest store lies on the disk, even when an older one took longer to write', async () => {
  const store = await openPageStore(file())
  const large = notification([alert(undefined, {}, { title: 'x'.repeat(4_000_000) })])
  await Promise.all([store.take(large, undefined), store.take(resolved, undefined)])
  expect(JSON.parse(readFileSync(file(), 'utf8'))).toMatchObject([{ status: 'resolved' }])
})

test('a store that cannot be read is an error and not an empty store', async () => {
  writeFileSync(file(), 'not JSON')
  await expect(openPageStore(file())).rejects.toThrow(`Cannot read the pages of earlier runs in ${file()}`)
})
