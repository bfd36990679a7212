import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createFile, isMissing, readIfPresent, readSource, readSources, writeAtomically } from './files.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'leadline-files-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('the files with an ending are read in name order, others are not', async () => {
  for (const name of ['b.yaml', 'a.yaml', 'notes.md']) await writeFile(path.join(folder, name), name)
  expect(await readSources(folder, '.yaml')).toEqual([
    { path: path.join(folder, 'a.yaml'), text: 'a.yaml' },
    { path: path.join(folder, 'b.yaml'), text: 'b.yaml' },
  ])
})

test('a folder or file that must be there and is not is an error', async () => {
  await expect(readSources(path.join(folder, 'absent'), '.yaml')).rejects.toSatisfy(isMissing)
  await expect(readSource(path.join(folder, 'absent'))).rejects.toSatisfy(isMissing)
})

test('a file that may be absent is undefined when it is, and an error when it cannot be read', async () => {
  expect(await readIfPresent(path.join(folder, 'absent'))).toBeUndefined()
  await expect(readIfPresent(folder)).rejects.toThrow(/EISDIR/)
})

test('a file is written with its folders and its mode, and says so', async () => {
  const file = path.join(folder, 'deep/er/secret.json')
  expect(await writeAtomically(file, 'one', 0o600)).toBe(true)
  expect(await readFile(file, 'utf8')).toBe('one')
  expect((await stat(file)).mode & 0o777).toBe(0o600)
})

test('a file that already holds the text is left alone', async () => {
  const file = path.join(folder, 'a')
  await writeAtomically(file, 'one')
  const before = await stat(file)
  expect(await writeAtomically(file, 'one')).toBe(false)
  expect((await stat(file)).ino).toBe(before.ino)
  expect(await writeAtomically(file, 'two')).toBe(true)
})

test('a write that fails leaves the old text and no draft', async () => {
  const file = path.join(folder, 'taken')
  await writeAtomically(path.join(file, 'inner'), 'a folder stands where the file should')
  await expect(writeAtomically(file, 'text')).rejects.toThrow()
  expect(await readdir(folder)).toEqual(['taken'])
})

test('writers at the same moment do not spoil each other’s draft', async () => {
  const file = path.join(folder, 'busy')
  const texts = Array.from({ length: 20 }, (_, index) => `${index}`.repeat(1000))
  await Promise.all(texts.map(text => writeAtomically(file, text)))
  expect(texts).toContain(await readFile(file, 'utf8'))
  expect(await readdir(folder)).toEqual(['busy'])
})

test('createFile() writes once, and of several at once one succeeds', async () => {
  const file = path.join(folder, 'claim')
  const results = await Promise.all(Array.from({ length: 10 }, (_, index) => createFile(file, `${index}`)))
  expect(results.filter(created => created)).toHaveLength(1)
  expect(await readIfPresent(file)).toBe(String(results.indexOf(true)))
  expect(await createFile(file, 'again')).toBe(false)
})
