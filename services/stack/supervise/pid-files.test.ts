import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { removeFolder, scratchFolder } from '../plan/part.testkit.ts'
import { createPidFiles } from './pid-files.ts'

/** What needs no process but this one; how others are ended is for the integration test. */

let folder = ''
beforeEach(() => {
  folder = scratchFolder()
})
afterEach(() => removeFolder(folder))

const files = () => createPidFiles(folder)
const fileOf = (name: string): string => path.join(folder, `${name}.pid`)

/** Leaves the file of a process that has ended, and whose number this process was given since. */
async function leaveStale(name: string): Promise<void> {
  await files().write(name, process.pid)
  writeFileSync(fileOf(name), readFileSync(fileOf(name), 'utf8').replace(/ .*/, ' 12345'))
}

test('a process is found under its name until that is removed, and removing it twice is no error', async () => {
  await files().write('edge', process.pid)
  expect(await files().running('edge')).toBe(process.pid)
  await files().remove('edge')
  expect(await files().running('edge')).toBeUndefined()
  await files().remove('edge')
})

test.each(['', 'nonsense', '1', '-1 5', '0 5', '99999999999 1', '1 \n'])(
  'a pid file of "%s" names nothing',
  async text => {
    writeFileSync(fileOf('edge'), text)
    expect(await files().running('edge')).toBeUndefined()
  },
)

test('of several that claim a name at once, one gets it', async () => {
  const claims = await Promise.all(Array.from({ length: 8 }, () => files().claim('stack', process.pid)))
  expect(claims.filter(claim => claim)).toHaveLength(1)
  expect(await files().claim('stack', process.pid)).toBe(false)
})

test('a name whose process has ended can be claimed, by one', async () => {
  await leaveStale('stack')
  expect(await files().running('stack')).toBeUndefined()
  expect(await files().claim('stack', process.pid)).toBe(true)
  expect(await files().running('stack')).toBe(process.pid)
  expect(await files().claim('stack', process.pid)).toBe(false)
})

test('of what an earlier stack left behind, the files of ended processes go, and the one that asks stays', async () => {
  await files().claim('stack', process.pid)
  await leaveStale('edge')
  expect(await files().endLeftovers(process.pid)).toEqual([])
  expect(existsSync(fileOf('edge'))).toBe(false)
  expect(await files().running('stack')).toBe(process.pid)
})

test('nothing is left behind where nothing ran', async () => {
  expect(await createPidFiles(path.join(folder, 'never/used')).endLeftovers(process.pid)).toEqual([])
})
