import { execFile, spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isMissing } from '../../lib/system-error.ts'
import { readIfPresent, readSource, readSources } from './files.ts'
import { readTree } from './source-tree.ts'

const run = promisify(execFile)

let folder = ''
const at = (name: string) => path.join(folder, name)
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'leadline-files-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('the files with an ending are read in name order, others are not', async () => {
  for (const name of ['b.yaml', 'a.yaml', 'notes.md']) await writeFile(at(name), name)
  expect(await readSources(folder, '.yaml')).toEqual([
    { path: at('a.yaml'), text: 'a.yaml' },
    { path: at('b.yaml'), text: 'b.yaml' },
  ])
})

test('a folder or file that must be there and is not is an error', async () => {
  await expect(readSources(at('absent'), '.yaml')).rejects.toSatisfy(isMissing)
  await expect(readSource(at('absent'))).rejects.toSatisfy(isMissing)
})

test('a file that may be absent is undefined when it is, and an error when it cannot be read', async () => {
  expect(await readIfPresent(at('absent'))).toBeUndefined()
  await expect(readIfPresent(folder)).rejects.toThrow(`Cannot read ${folder}: it is a folder (EISDIR)`)
  await writeFile(at('file'), '')
  await expect(readIfPresent(at('file/below'))).rejects.toThrow('a part of the path is no folder (ENOTDIR)')
})

test('what may never end is not begun: a pipe without a writer, a device', async () => {
  await run('mkfifo', [at('pipe.yaml')])
  await expect(readSource(at('pipe.yaml'))).rejects.toThrow('it is a pipe, which may never end, and no file')
  await expect(readSource('/dev/zero')).rejects.toThrow('Cannot read /dev/zero: it is a device')
  await expect(readTree(folder, {})).rejects.toThrow(/pipe\.yaml: it is a pipe/)
  await expect(readSources(folder, '.yaml')).rejects.toThrow(/pipe\.yaml: it is a pipe/)
})

test('a file is read up to 64 MiB, and a larger one is refused unread', async () => {
  await writeFile(at('large'), 'a')
  await truncate(at('large'), 64 * 2 ** 20 + 1)
  await expect(readSource(at('large'))).rejects.toThrow(`Cannot read ${at('large')}: it is larger than 64 MiB`)
  await truncate(at('large'), 64 * 2 ** 20)
  expect((await readSource(at('large'))).text).toHaveLength(64 * 2 ** 20)
})

test('a file of the system, whose size is nought, is read to its end', async () => {
  expect((await readSource('/proc/self/status')).text).toContain('VmPeak')
})

/** Reads a path in a process of its own, with a text or an endless one as its standard input. */
async function readPiped(expression: string, command: string): Promise<string> {
  const module = path.resolve(import.meta.dirname, 'files.ts')
  const script = `import { readSource, readStandardInput } from ${JSON.stringify(module)}
    await (${expression}).then(({ text }) => process.stdout.write(text), error => process.stdout.write(error.message))`
  const shell = `${command} | "$0" --input-type=module -e "$1"`
  return (await run('bash', ['-c', shell, process.execPath, script])).stdout
}

test('what is piped in is read, by a number as well, and an endless one is refused', async () => {
  expect(await readPiped("readSource('/dev/stdin')", '(sleep 0.1; echo piped)')).toBe('piped\n')
  expect(await readPiped('readStandardInput()', 'echo piped')).toBe('piped\n')
  for (const read of ["readSource('/dev/fd/0')", 'readStandardInput()']) {
    expect(await readPiped(read, 'cat /dev/zero')).toMatch(/^Cannot read .*: it is larger than 64 MiB$/)
  }
})

test('what a parent process has opened without waiting is read to its end', async () => {
  const module = path.resolve(import.meta.dirname, 'files.ts')
  const script = `import { readSource } from ${JSON.stringify(module)}
    process.stdout.write((await readSource('/dev/fd/3')).text)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
  })
  const [given, output] = [child.stdio[3], child.stdout]
  if (!given || !('end' in given) || output === null) throw new Error('there is no pipe')
  setTimeout(() => given.end('late'), 50)
  let text = ''
  for await (const chunk of output) text += chunk
  expect(text).toBe('late')
})

test('a byte that is no UTF-8 stays known, and everything else is read as it is', async () => {
  await writeFile(at('latin.yaml'), Buffer.from([0x63, 0xe9, 0x20, 0xc3, 0xa9, 0xff, 0xf0, 0x9f]))
  expect((await readSource(at('latin.yaml'))).text).toBe('c\udce9 é\udcff\udcf0\udc9f')
})

test('a tree holds the links to files as Kubernetes mounts them, each once, and no link to a folder', async () => {
  await mkdir(at('..2026_01_01'))
  await writeFile(at('..2026_01_01/web.yaml'), 'mounted')
  await symlink('..2026_01_01', at('..data'))
  await symlink('..data/web.yaml', at('web.yaml'))
  await symlink('.', at('round.yaml'))
  const { files } = await readTree(folder, {})
  expect(files).toEqual([{ relative: 'web.yaml', source: { path: at('web.yaml'), text: 'mounted' } }])
  await symlink('gone.yaml', at('dangling.yaml'))
  await expect(readTree(folder, {})).rejects.toThrow(/dangling\.yaml: there is no such file/)
})
