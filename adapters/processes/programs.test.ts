import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findProgram } from './programs.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'leadline-programs-'))
  for (const [name, mode] of [
    ['one/tool', 0o755],
    ['two/tool', 0o755],
    ['two/other', 0o755],
    ['one/plain', 0o644],
  ] as const) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true })
    await writeFile(path.join(folder, name), '#!/bin/sh\n')
    await chmod(path.join(folder, name), mode)
  }
  await mkdir(path.join(folder, 'one/folder'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const inFolder = (name: string): string => path.join(folder, name)

test.each<[string, readonly string[], string | undefined]>([
  ['the first folder of the path wins', ['tool'], 'one/tool'],
  ['the first name wins over the first folder', ['other', 'tool'], 'two/other'],
  ['a name that is not there makes way for the next', ['leadline-absent', 'tool'], 'one/tool'],
  ['a file that cannot be run is no program', ['plain'], undefined],
  ['a folder is no program', ['folder'], undefined],
  ['nothing is found of what is not there', ['leadline-absent'], undefined],
])('%s', (_, names, found) => {
  const searchPath = ['one', '', 'two'].map(name => (name === '' ? '' : inFolder(name))).join(path.delimiter)
  expect(findProgram(names, searchPath)).toBe(found === undefined ? undefined : inFolder(found))
})

test('a path from the working folder is found, and made whole', () => {
  const relative = path.relative(process.cwd(), inFolder('two/tool'))
  expect(relative).not.toBe(inFolder('two/tool'))
  expect(findProgram([relative], '')).toBe(inFolder('two/tool'))
})

test('a full path is taken as it is', () => {
  expect(findProgram([inFolder('two/tool')], '')).toBe(inFolder('two/tool'))
  expect(findProgram([inFolder('two/absent'), 'tool'], inFolder('one'))).toBe(inFolder('one/tool'))
})
