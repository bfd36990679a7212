import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { compare } from 'bcryptjs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { accessUrl, closeAccess, openAccess } from './access.ts'
import { removeFolder, scratchFolder } from './part.testkit.ts'

let folder = ''
beforeEach(() => {
  folder = scratchFolder()
})
afterEach(() => removeFolder(folder))

test('the password lies in a file of its user, and Prometheus’ programs know its hash alone', async () => {
  const { user, password, passwordFile, webConfig } = await openAccess(folder)
  expect(readFileSync(passwordFile, 'utf8')).toBe(password)
  expect(statSync(passwordFile).mode & 0o777).toBe(0o600)
  expect(webConfig).not.toContain(password)
  const [, hash = ''] = new RegExp(`^  ${user}: "?([^"\n]+)`, 'm').exec(webConfig) ?? []
  expect(await compare(password, hash)).toBe(true)
  expect(await compare(`${password}x`, hash)).toBe(false)
})

test('each start has another password, and a stop leaves none', async () => {
  const first = await openAccess(folder)
  expect((await openAccess(folder)).password).not.toBe(first.password)
  await closeAccess(folder)
  expect(existsSync(first.passwordFile)).toBe(false)
})

test('a password that cannot be written is an error', async () => {
  writeFileSync(path.join(folder, 'run'), 'a file stands where the folder should')
  await expect(openAccess(folder)).rejects.toThrow()
})

test.each([
  ['http://127.0.0.1:17090', 'http://leadline:a%20b@127.0.0.1:17090/'],
  ['http://127.0.0.1:17400/pages', 'http://leadline:a%20b@127.0.0.1:17400/pages'],
])('%s with the password in it is %s', (url, opened) =>
  expect(accessUrl(url, { user: 'leadline', password: 'a b' })).toBe(opened),
)
