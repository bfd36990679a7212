import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { compareFolder, replaceFolder } from './generated-folder.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'leadline-folder-'))
  for (const name of ['kept.json', 'old.json', 'theirs.json']) await writeFile(path.join(folder, name), name)
})
afterEach(() => rm(folder, { recursive: true }))

const wanted = new Map([
  ['kept.json', 'kept.json'],
  ['new.json', 'new'],
])
const isOwn = (name: string) => name !== 'theirs.json'

test('a left-over generated file is removed, and a foreign one stays', async () => {
  const found = await replaceFolder(folder, wanted, isOwn)
  expect(found.map(({ file, kind }) => [path.basename(file), kind]).sort()).toEqual([
    ['new.json', 'missing'],
    ['old.json', 'left-over'],
    ['theirs.json', 'foreign'],
  ])
  expect((await readdir(folder)).sort()).toEqual(['kept.json', 'new.json', 'theirs.json'])
})

test('comparing changes nothing', async () => {
  expect(await compareFolder(folder, wanted, isOwn)).toHaveLength(3)
  expect((await readdir(folder)).sort()).toEqual(['kept.json', 'old.json', 'theirs.json'])
})
