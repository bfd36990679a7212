import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { watchFiles } from './watch-files.ts'

let folder: string
let changes: number
let ending: AbortController
const at = (...names: readonly string[]) => path.join(folder, ...names)

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'leadline-watch-'))
  changes = 0
  ending = new AbortController()
})
afterEach(async () => {
  ending.abort()
  await rm(folder, { recursive: true, force: true })
})

function watching(...files: readonly string[]): void {
  watchFiles(
    () => files,
    () => {
      changes += 1
    },
    ending.signal,
  )
}

const noticed = () => expect.poll(() => changes).toBeGreaterThan(0)

test('a file that an editor replaces is noticed', async () => {
  await writeFile(at('a'), 'one')
  watching(at('a'))
  await writeFile(at('draft'), 'two')
  await rename(at('draft'), at('a'))
  await noticed()
})

test('files of a ConfigMap are noticed when Kubernetes moves its link to the next version', async () => {
  for (const version of ['..1', '..2']) {
    await mkdir(at(version))
    await writeFile(at(version, 'a'), version)
  }
  await symlink('..1', at('..data'))
  await symlink('..data/a', at('a'))
  watching(at('a'))
  await symlink('..2', at('..data_tmp'))
  await rename(at('..data_tmp'), at('..data'))
  await noticed()
})

test('a folder that is replaced as a whole is noticed, and so are changes after that', async () => {
  await mkdir(at('old'))
  await writeFile(at('old', 'a'), 'one')
  watching(at('old', 'a'))
  await rename(at('old'), at('gone'))
  await mkdir(at('old'))
  await writeFile(at('old', 'a'), 'two')
  await noticed()
  await sleep(2500)
  const before = changes
  await writeFile(at('old', 'a'), 'three')
  await expect.poll(() => changes).toBeGreaterThan(before)
})

test('a file in another folder is noticed, and one that is not watched is not', async () => {
  await mkdir(at('other'))
  await writeFile(at('a'), 'one')
  await writeFile(at('other', 'secret'), 'one')
  watching(at('a'), at('other', 'secret'))
  await writeFile(at('stranger'), 'one')
  await sleep(500)
  expect(changes).toBe(0)
  await writeFile(at('other', 'secret'), 'rotated')
  await noticed()
})

test('after the signal nothing is called', async () => {
  await writeFile(at('a'), 'one')
  watching(at('a'))
  ending.abort()
  await writeFile(at('a'), 'two')
  await sleep(500)
  expect(changes).toBe(0)
})
