import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { ExternalError, isExternal } from './system-error.ts'

/** What an attempt fails with. */
async function failure(attempt: () => Promise<unknown>): Promise<unknown> {
  try {
    await attempt()
  } catch (error) {
    return error
  }
  throw new Error('It did not fail')
}

const refused = () =>
  new Promise((_, reject) => {
    createConnection({ port: 9, host: '127.0.0.1' }).on('error', reject)
  })

test.each<[string, () => Promise<unknown>]>([
  ['a file that is missing', () => readFile('/no/such/file')],
  ['a folder in the place of a file', () => readFile('/')],
  ['a port where nothing listens', refused],
  ['a program that is not installed', () => promisify(execFile)('leadline-absent')],
  ['a program that fails', () => promisify(execFile)('false')],
  ['what an adapter says so of', async () => Promise.reject(new ExternalError('The stack does not answer'))],
  ['all of several failures', async () => Promise.reject(new AggregateError([await failure(refused)]))],
])('%s is a failure of the outside', async (_, attempt) => {
  expect(isExternal(await failure(attempt))).toBe(true)
})

test.each<[string, () => Promise<unknown>]>([
  ['a TypeError', async () => Promise.reject(new TypeError('x is not a function'))],
  ['JSON that is none', async () => JSON.parse('{')],
  ['an argument that Node refuses', () => readFile(Symbol() as never)],
  ['an error without a kind', async () => Promise.reject(new Error('what now'))],
  ['a failure and a bug', async () => Promise.reject(new AggregateError([await failure(refused), new TypeError('x')]))],
  ['nothing at all', async () => Promise.reject(new AggregateError([]))],
  ['what is no error', async () => Promise.reject('boom')],
])('%s is not', async (_, attempt) => {
  expect(isExternal(await failure(attempt))).toBe(false)
})
