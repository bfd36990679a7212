import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { describeError } from './describe-error.ts'
import { FileError, namedFileError } from './file-error.ts'

test('the refusal of a file is a sentence that names it and keeps the code of the system', async () => {
  const refused = await readFile('/').catch((error: unknown) => error)
  const named = namedFileError('read', 'slo/web.yaml', refused)
  expect(named).toMatchObject({ message: 'Cannot read slo/web.yaml: it is a folder (EISDIR)', code: 'EISDIR' })
  expect(namedFileError('write', 'other', named)).toBe(named)
})

test('what is no refusal of a file stays the error that it is', () => {
  for (const error of [new TypeError('x'), Object.assign(new Error('reset'), { code: 'ECONNRESET' }), 'text']) {
    expect(namedFileError('read', 'a', error)).toBe(error)
  }
})

test('a refusal that reaches people as Node made it is a sentence too', async () => {
  const missing = await readFile('/no/such/file').catch((error: unknown) => error)
  expect(describeError(missing)).toBe('Cannot open /no/such/file: there is no such file or folder (ENOENT)')
  expect(describeError(new FileError('Cannot read a: it is a folder (EISDIR)', 'EISDIR'))).toBe(
    'Cannot read a: it is a folder (EISDIR)',
  )
})
