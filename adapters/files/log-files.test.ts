import { appendFile, mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { boundLogFile } from './log-files.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'leadline-logs-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('a log up to the limit is left alone', async () => {
  const file = path.join(folder, 'a.log')
  await writeFile(file, '12345')
  expect(await boundLogFile(file, 5)).toBe(false)
  expect(await readdir(folder)).toEqual(['a.log'])
})

test('a log that is not there yet is no error', async () => {
  expect(await boundLogFile(path.join(folder, 'absent.log'), 5)).toBe(false)
})

test('a log over the limit moves aside, and a process that appends to it continues at its start', async () => {
  const file = path.join(folder, 'a.log')
  const writer = await open(file, 'a')
  try {
    await writer.write('first line\n')
    expect(await boundLogFile(file, 5)).toBe(true)
    await writer.write('second line\n')
    expect(await readFile(file, 'utf8')).toBe('second line\n')
    expect(await readFile(`${file}.1`, 'utf8')).toBe('first line\n')
  } finally {
    await writer.close()
  }
})

test('only one older log is kept', async () => {
  const file = path.join(folder, 'a.log')
  for (const text of ['oldest\n', 'older\n']) {
    await appendFile(file, text)
    await boundLogFile(file, 5)
  }
  expect(await readFile(`${file}.1`, 'utf8')).toBe('older\n')
  expect((await readdir(folder)).sort()).toEqual(['a.log', 'a.log.1'])
})
