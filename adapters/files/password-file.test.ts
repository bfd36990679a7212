import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readPassword } from './password-file.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'leadline-password-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('without a file there is no password', async () =>
  expect(await readPassword(undefined)).toEqual({ password: undefined }))

test.each([
  ['secret', 'secret'],
  ['secret\n', 'secret'],
  ['secret\r\n', 'secret'],
  [' sec ret ', ' sec ret '],
])('the file %j holds %j', async (text, password) => {
  const file = path.join(folder, 'password')
  writeFileSync(file, text)
  expect(await readPassword(file)).toEqual({ password })
})

test.each(['', '\n'])('an empty file (%j) is a mistake, and opens no port', async text => {
  const file = path.join(folder, 'password')
  writeFileSync(file, text)
  expect(await readPassword(file)).toEqual({
    mistake: `Cannot use PASSWORD_FILE "${file}": it is empty`,
  })
})

test('a file that is absent is a mistake that names it', async () =>
  expect(await readPassword(path.join(folder, 'absent'))).toEqual({
    mistake: expect.stringMatching(/^Cannot read PASSWORD_FILE ".*absent": .*ENOENT/),
  }))
