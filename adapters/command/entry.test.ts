import { execFile } from 'node:child_process'
import { chmod, cp, mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'

const ROOT = path.resolve(import.meta.dirname, '../..')
const run = promisify(execFile)

/** A checkout with one command, which prints where Node keeps what it compiles. */
let checkout = ''
const at = (name: string) => path.join(checkout, name)
const CACHE = '.leadline/compile-cache/commands'

beforeEach(async () => {
  checkout = await mkdtemp(path.join(tmpdir(), 'leadline-entry-'))
  for (const folder of ['adapters/command', 'lib']) await cp(path.join(ROOT, folder), at(folder), { recursive: true })
  await writeFile(at('package.json'), '{ "type": "module" }')
  await mkdir(at('ci'))
  await writeFile(
    at('ci/demo.ts'),
    `import { runEntry } from '../adapters/command/entry.js'
     await runEntry(async (_, io: { stdout: (text: string) => void }) => {
       const { getCompileCacheDir } = await import('node:module')
       io.stdout(getCompileCacheDir() ?? 'none')
       return 0
     })`,
  )
})
afterEach(() => rm(checkout, { recursive: true }))

/** Where the command says that the cache is. */
function cacheOf(env: Readonly<Record<string, string>> = {}): Promise<string> {
  return outputOf(['ci/demo.ts'], env)
}

/** What a file of the checkout prints; without the settings of whatever runs this test. */
async function outputOf(
  [file = '', ...args]: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { NODE_COMPILE_CACHE: _, NODE_DISABLE_COMPILE_CACHE: __, ...own } = process.env
  const { stdout, stderr } = await run(process.execPath, [at(file), ...args], { env: { ...own, ...env } })
  expect(stderr).toBe('')
  return stdout
}

async function cachedFiles(): Promise<readonly string[]> {
  const entries = await readdir(at(CACHE), { recursive: true, withFileTypes: true })
  return entries.filter(entry => entry.isFile()).map(entry => path.join(entry.parentPath, entry.name))
}

test('a command fills a cache of its own that only its user can enter, and uses it the next time', async () => {
  expect(await cacheOf()).toContain(at(CACHE))
  expect((await stat(at(CACHE))).mode & 0o777).toBe(0o700)
  expect((await stat(at('.leadline'))).mode & 0o777).toBe(0o755)
  const [first] = await cachedFiles()
  const { mtimeMs } = await stat(first ?? '')
  expect(await cacheOf()).toContain(at(CACHE))
  // What was refused would have been written again.
  expect((await stat(first ?? '')).mtimeMs).toBe(mtimeMs)
})

test('a broken cache is no error, and is mended', async () => {
  await cacheOf()
  const files = await cachedFiles()
  for (const file of files) await writeFile(file, 'broken')
  expect(await cacheOf()).toContain(at(CACHE))
  for (const file of files) expect((await stat(file)).size).toBeGreaterThan(6)
})

test.each([
  ['others can write to the folder above', () => mkdir(at('.leadline')).then(() => chmod(at('.leadline'), 0o777))],
  ['a group can write to the cache', () => mkdir(at(CACHE), { recursive: true }).then(() => chmod(at(CACHE), 0o770))],
  ['a file is in its place', () => writeFile(at('.leadline'), '')],
  ['a link is in its place', () => mkdir(at('elsewhere')).then(() => symlink('elsewhere', at('.leadline')))],
])('where %s the command runs without a cache', async (_, prepare) => {
  await prepare()
  expect(await cacheOf()).toBe('none')
})

test('a cache that the environment names, or forbids, is not ours to choose', async () => {
  expect(await cacheOf({ NODE_COMPILE_CACHE: at('named') })).toContain(at('named'))
  expect(await cacheOf({ NODE_DISABLE_COMPILE_CACHE: '1' })).toBe('none')
  expect(await readdir(checkout)).not.toContain('.leadline')
})

test('a Node that cannot run TypeScript is named, with the command that finds another', async () => {
  await cp(path.join(ROOT, 'ci/run.js'), at('ci/run.js'))
  const old = run(process.execPath, ['--no-experimental-strip-types', at('ci/run.js'), 'slo'])
  await expect(old).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^Node v.* run `npm run slo`, .*\n$/),
  })
})

test('what a script of npm starts needs no TypeScript compiler once the cache is filled', async () => {
  await cp(path.join(ROOT, 'ci/run.js'), at('ci/run.js'))
  await writeFile(
    at('ci/quick.ts'),
    `export const main = async (argv: readonly string[], io: { stdout: (text: string) => void }): Promise<number> => {
       const compiler = (process as unknown as { moduleLoadList: string[] }).moduleLoadList.find(name => /amaro/.test(name))
       io.stdout([...argv, compiler ?? 'none'].join(' '))
       return 0
     }`,
  )
  expect(await outputOf(['ci/run.js', 'quick', 'a', '--b'])).toMatch(/^a --b .*amaro/)
  expect(await outputOf(['ci/run.js', 'quick', 'a', '--b'])).toBe('a --b none')
})
