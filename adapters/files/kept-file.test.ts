import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openKeptFile } from './kept-file.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'leadline-kept-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const NOW = new Date('2026-02-05T12:00:00.000Z')
const file = () => path.join(folder, 'numbers.json')
const open = (at = file()) =>
  openKeptFile({
    path: at,
    what: 'the numbers',
    parse: document => (Array.isArray(document) ? document.map(Number) : undefined),
    now: () => NOW,
  })

test('what was kept is there after a restart, and an absent file is no trouble', async () => {
  const kept = await open()
  expect([kept.current(), kept.setAside]).toEqual([undefined, undefined])
  expect(await kept.keep([1, 2])).toBe(true)
  expect((await open()).current()).toEqual([1, 2])
})

test.each([
  ['half a document', '[1, 2'],
  ['another document', '{"a": 1}'],
  ['nothing', ''],
  ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00])],
])('a file with %s is set aside whole, said, and stops nothing', async (_, content) => {
  writeFileSync(file(), content)
  const kept = await open()
  expect(kept.current()).toBeUndefined()
  const aside = `${file()}.broken-20260205T120000000Z`
  expect(kept.setAside?.text).toContain(`because ${file()} is broken`)
  expect(kept.setAside?.text).toContain(`it lies at ${aside} now`)
  expect(readFileSync(aside)).toEqual(Buffer.from(content))
  expect(await kept.keep([3])).toBe(true)
  expect((await open()).current()).toEqual([3])
})

test('a folder in the place of the file is set aside too', async () => {
  mkdirSync(file())
  expect((await open()).setAside?.text).toMatch(/it is a folder/)
  expect(readdirSync(folder)).toEqual(['numbers.json.broken-20260205T120000000Z'])
})

test('what the disk does not take counts all the same, and it is said until the disk takes it', async () => {
  writeFileSync(path.join(folder, 'no-folder'), '')
  const kept = await open(path.join(folder, 'no-folder', 'numbers.json'))
  expect(await kept.keep([4])).toBe(false)
  expect(kept.current()).toEqual([4])
  expect(kept.unkept()).toEqual({
    since: NOW,
    text: expect.stringMatching(/^the numbers are kept in memory only: Cannot /),
  })
  rmSync(path.join(folder, 'no-folder'))
  expect(await kept.keep([5])).toBe(true)
  expect(kept.unkept()).toBeUndefined()
})
