import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runVitest } from './test.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'leadline-vitest-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** Runs vitest in a folder with these test files. */
async function count(files: Readonly<Record<string, string>>, ...args: readonly string[]) {
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text)
  return runVitest(['--root', folder, '--globals', ...args], 'ignore')
}

const GOOD = `test('good', () => {})\n`
const BAD = `test('bad', () => { throw new Error('on purpose') })\n`

test('tests that pass and tests that fail are counted over all files', async () => {
  expect(await count({ 'a.test.js': GOOD + BAD, 'b.test.js': GOOD })).toEqual({
    passed: 2,
    failed: 1,
    skipped: new Map(),
  })
})

test('an error outside of every test fails the run', async () => {
  const unhandled = `test('good', async () => { Promise.reject(new Error('on purpose')) })\n`
  expect(await count({ 'a.test.js': unhandled })).toEqual({ passed: 1, failed: 1, skipped: new Map() })
})

test('a file that cannot be loaded fails the run', async () => {
  expect(await count({ 'a.test.js': GOOD, 'b.test.js': `import './absent.js'\n` })).toEqual({
    passed: 1,
    failed: 1,
    skipped: new Map(),
  })
})

test('a run that finds no test has failed, for nothing was proven', async () => {
  expect(await count({})).toEqual({ passed: 0, failed: 1, skipped: new Map() })
})

test('skipped tests are counted by the reason in the title of the test or of what it stands in', async () => {
  const skips = `
    describe.skip('the real one (skipped: none on this machine)', () => { test('a', () => {}); test('b', () => {}) })
    describe('kinds', () => { describe.skip('skipped: there is no such kind', () => { test('c', () => {}) }) })
    test.skip('d', () => {})
    test.todo('e')
  `
  expect(await count({ 'a.test.js': GOOD + skips })).toEqual({
    passed: 1,
    failed: 0,
    skipped: new Map([
      ['none on this machine', 2],
      ['there is no such kind', 1],
      ['no reason given', 2],
    ]),
  })
})

test('a run that cannot even begin has failed', async () => {
  expect(await count({ 'a.test.js': GOOD }, '--no-such-option')).toEqual({ passed: 0, failed: 1, skipped: new Map() })
})
