import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import {
  chmod,
  chown,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createFile, writeAtomically, writeTogether } from './write-files.ts'

const IS_ROOT = process.getuid?.() === 0
const run = promisify(execFile)

let folder = ''
const at = (name: string) => path.join(folder, name)
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'leadline-write-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('a file is written with its folders and its mode, and says so', async () => {
  const file = at('deep/er/secret.json')
  expect(await writeAtomically(file, 'one', 0o600)).toBe(true)
  expect(await readFile(file, 'utf8')).toBe('one')
  expect((await stat(file)).mode & 0o777).toBe(0o600)
})

test('a file that already holds the text is left alone', async () => {
  const file = at('a')
  await writeAtomically(file, 'one')
  const before = await stat(file)
  expect(await writeAtomically(file, 'one')).toBe(false)
  expect((await stat(file)).ino).toBe(before.ino)
  expect(await writeAtomically(file, 'two')).toBe(true)
})

test('a write that fails leaves the old text and no draft', async () => {
  await writeAtomically(at('taken/inner'), 'a folder stands where the file should')
  await expect(writeAtomically(at('taken'), 'text')).rejects.toThrow(`Cannot write ${at('taken')}: it is a folder`)
  expect(await readdir(folder)).toEqual(['taken'])
})

test('writers at the same moment do not spoil each other’s draft', async () => {
  const file = at('busy')
  const texts = Array.from({ length: 20 }, (_, index) => `${index}`.repeat(1000))
  await Promise.all(texts.map(text => writeAtomically(file, text)))
  expect(texts).toContain(await readFile(file, 'utf8'))
  expect(await readdir(folder)).toEqual(['busy'])
})

test('mode and owner of a file that is replaced stay, whatever the mask of new files is', async () => {
  const file = at('rules.yaml')
  await writeFile(file, 'old')
  await chmod(file, 0o666)
  if (IS_ROOT) await chown(file, 1234, 4321)
  const before = await stat(file)
  await writeAtomically(file, 'new')
  const { uid, gid, mode, ino } = await stat(file)
  expect({ uid, gid, mode }).toEqual({ uid: before.uid, gid: before.gid, mode: before.mode })
  expect(ino).not.toBe(before.ino)
})

test('a name as long as the system allows can be written', async () => {
  const file = at('x'.repeat(255))
  expect(await writeAtomically(file, 'text')).toBe(true)
})

describe('a link stays a link', () => {
  test('to a file, through several of them and through a folder that is one', async () => {
    await mkdir(at('real/rules'), { recursive: true })
    await writeFile(at('real/rules/a.yaml'), 'old')
    await symlink('real/rules', at('shortcut'))
    await symlink('../real/rules/a.yaml', at('real/second'))
    await symlink(at('shortcut/a.yaml'), at('first'))
    await symlink('first', at('out.yaml'))
    const before = await readdir(folder)
    expect(await writeAtomically(at('out.yaml'), 'new')).toBe(true)
    expect(await readFile(at('real/rules/a.yaml'), 'utf8')).toBe('new')
    expect(await readlink(at('out.yaml'))).toBe('first')
    expect(await readdir(folder)).toEqual(before)
    expect(await readdir(at('real/rules'))).toEqual(['a.yaml'])
    expect(await writeAtomically(at('out.yaml'), 'new')).toBe(false)
  })

  test('to a file that is not there yet', async () => {
    await mkdir(at('elsewhere'))
    await symlink('elsewhere/new.yaml', at('out.yaml'))
    await writeAtomically(at('out.yaml'), 'new')
    expect((await lstat(at('out.yaml'))).isSymbolicLink()).toBe(true)
    expect(await readFile(at('elsewhere/new.yaml'), 'utf8')).toBe('new')
  })

  test.each([
    [
      'into a folder that is not there',
      'gone/new.yaml',
      /^Cannot follow .*out\.yaml: it is a link to .*gone\/new\.yaml, and there is no such folder/,
    ],
    ['to itself', 'out.yaml', /^Cannot (follow|write) .*out\.yaml: its links lead in a circle \(ELOOP\)$/],
    ['to a folder', '.', /^Cannot write .*out\.yaml: it is a folder \(EISDIR\)$/],
  ])('%s: nothing is written', async (_, target, sentence) => {
    await symlink(target, at('out.yaml'))
    await expect(writeAtomically(at('out.yaml'), 'new')).rejects.toThrow(sentence)
    expect(await readdir(folder)).toEqual(['out.yaml'])
    expect(await readlink(at('out.yaml'))).toBe(target)
  })
})

describe('what is no regular file is never replaced', () => {
  test('a pipe takes the text', async () => {
    await run('mkfifo', [at('pipe')])
    const reader = spawn('cat', [at('pipe')], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [chunk] = await Promise.all([once(reader.stdout, 'data'), writeAtomically(at('pipe'), 'new')])
    expect(String(chunk[0])).toBe('new')
    expect((await lstat(at('pipe'))).isFIFO()).toBe(true)
    expect(await readdir(folder)).toEqual(['pipe'])
  })

  test('a device that is full says so', async () => {
    await expect(writeAtomically('/dev/full', 'new')).rejects.toThrow(
      'Cannot write /dev/full: no space is left on the device (ENOSPC)',
    )
    expect((await stat('/dev/full')).isCharacterDevice()).toBe(true)
    expect(await writeAtomically('/dev/null', 'new')).toBe(true)
    expect((await stat('/dev/null')).isCharacterDevice()).toBe(true)
  })

  test('a socket is refused', async () => {
    const server = createServer().listen(at('socket'))
    await once(server, 'listening')
    await expect(writeAtomically(at('socket'), 'new')).rejects.toThrow('it is a socket, which takes no text')
    expect((await lstat(at('socket'))).isSocket()).toBe(true)
    server.close()
  })

  test('what the process has open under a number is written there, even where its name leads nowhere', async () => {
    const module = path.resolve(import.meta.dirname, 'write-files.ts')
    const script = `const { writeAtomically } = await import(${JSON.stringify(module)})
      process.stdout.write('before ')
      await writeAtomically('/dev/stdout', 'written')
      process.stdout.write(' after')`
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script])
    expect(stdout).toBe('before written after')
    await run('sh', ['-c', '"$0" --input-type=module -e "$1" > "$2"', process.execPath, script, at('redirected')])
    expect(readFileSync(at('redirected'), 'utf8')).toBe('before written after')
  })
})

test.runIf(IS_ROOT)('a user who may not write is given the reason and the folder, and the file stays', async () => {
  await mkdir(at('closed'))
  await writeFile(at('closed/rules.yaml'), 'old')
  await chmod(folder, 0o755)
  const module = path.resolve(import.meta.dirname, 'write-files.ts')
  const script = `import { writeAtomically } from ${JSON.stringify(module)}
    process.setgid(65534); process.setuid(65534)
    await writeAtomically(${JSON.stringify(at('closed/rules.yaml'))}, 'new').catch(error => process.stdout.write(error.message))`
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script])
  expect(stdout).toBe(
    `Cannot write ${at('closed/rules.yaml')}: no file can be made in ${at('closed')}: this user has no permission (EACCES)`,
  )
  expect(await readFile(at('closed/rules.yaml'), 'utf8')).toBe('old')
})

test.runIf(IS_ROOT)('a file of another user that may be written keeps its owner', async () => {
  await chmod(folder, 0o777)
  await writeFile(at('theirs'), 'old')
  await chmod(at('theirs'), 0o666)
  const module = path.resolve(import.meta.dirname, 'write-files.ts')
  const script = `import { writeAtomically } from ${JSON.stringify(module)}
    process.setgid(65534); process.setuid(65534)
    await writeAtomically(${JSON.stringify(at('theirs'))}, 'new')`
  await run(process.execPath, ['--input-type=module', '-e', script])
  expect(await readFile(at('theirs'), 'utf8')).toBe('new')
  expect((await stat(at('theirs'))).uid).toBe(0)
  expect(await readdir(folder)).toEqual(['theirs'])
})

test('of several files none is written when one cannot be', async () => {
  await writeFile(at('a'), 'old')
  await mkdir(at('c'))
  const files = ['a', 'b', 'c'].map(name => [at(name), 'new'] as const)
  await expect(writeTogether(new Map(files))).rejects.toThrow(`Cannot write ${at('c')}: it is a folder (EISDIR)`)
  expect(await readFile(at('a'), 'utf8')).toBe('old')
  expect((await readdir(folder)).sort()).toEqual(['a', 'c'])
  await rm(at('c'), { recursive: true })
  await writeFile(at('c'), 'new')
  expect(await writeTogether(new Map(files))).toEqual([at('a'), at('b')])
})

test('a folder where nothing can be made is refused at once', async () => {
  await expect(writeAtomically('/proc/leadline/deep/file', 'new')).rejects.toThrow(
    'Cannot make the folder /proc/leadline: there is no such file or folder (ENOENT)',
  )
})

test('createFile() writes once, and of several at once one succeeds', async () => {
  const file = at('claim')
  const results = await Promise.all(Array.from({ length: 10 }, (_, index) => createFile(file, `${index}`)))
  expect(results.filter(created => created)).toHaveLength(1)
  expect(await readFile(file, 'utf8')).toBe(String(results.indexOf(true)))
  expect(await createFile(file, 'again')).toBe(false)
  await symlink('nowhere', at('dangling'))
  expect(await createFile(at('dangling'), 'text')).toBe(false)
})
