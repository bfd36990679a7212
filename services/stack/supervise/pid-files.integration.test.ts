import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { processIdentity } from '../../../adapters/processes/process-identity.ts'
import { removeFolder, scratchFolder } from '../plan/part.testkit.ts'
import { createPidFiles } from './pid-files.ts'

let folder = ''
const children: ChildProcess[] = []
beforeEach(() => {
  folder = scratchFolder()
})
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  removeFolder(folder)
})

/** Starts a script as the stack does: leader of a group of its own. */
async function run(script: string): Promise<{ readonly child: ChildProcess; readonly pid: number }> {
  const child = spawn('sh', ['-c', script], { detached: true, stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  await once(child, 'spawn')
  return { child, pid: child.pid ?? 0 }
}

const files = () => createPidFiles(folder)

test('a process that runs is found under its name, and no longer once it was removed', async () => {
  const { pid } = await run('exec sleep 60')
  await files().write('edge', pid)
  expect(await files().running('edge')).toBe(pid)
  await files().remove('edge')
  expect(await files().running('edge')).toBeUndefined()
  await files().remove('edge')
})

test('a process that has ended does not run', async () => {
  const { child, pid } = await run('exec sleep 60')
  await files().write('edge', pid)
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(await files().running('edge')).toBeUndefined()
})

test('a process that ended before it was recorded is not ours', async () => {
  const { child, pid } = await run('exit 0')
  await once(child, 'exit')
  await files().write('edge', pid)
  expect(await files().running('edge')).toBeUndefined()
})

test('leftovers are ended, those that ignore SIGTERM too, and their files are gone', async () => {
  const polite = await run('exec sleep 60')
  const deaf = await run(`trap '' TERM; echo deaf; while :; do sleep 0.1; done`)
  if (deaf.child.stdout !== null) await once(deaf.child.stdout, 'data')
  await files().write('edge', polite.pid)
  await files().write('ingress', deaf.pid)
  const ends = [polite, deaf].map(({ child }) => once(child, 'exit'))
  expect([...(await files().endLeftovers(process.pid))].sort()).toEqual(['edge', 'ingress'])
  expect((await Promise.all(ends)).map(([, signal]) => signal)).toEqual(['SIGTERM', 'SIGKILL'])
  expect((await readdir(folder)).filter(name => name.endsWith('.pid'))).toEqual([])
})

test('what a leftover started is ended with it', async () => {
  const { child, pid } = await run('sleep 60 & echo $!; wait')
  if (child.stdout === null) throw new Error('no output')
  const [text] = await once(child.stdout, 'data')
  await files().write('edge', pid)
  await files().endLeftovers(process.pid)
  await expect.poll(() => processIdentity(Number(String(text).trim()))).toBeUndefined()
})

test('a process that only has the same number is never touched', async () => {
  const { pid } = await run('exec sleep 60')
  const identity = await processIdentity(pid)
  await files().write('edge', pid)
  const file = path.join(folder, 'edge.pid')
  // The number was given to somebody else after a reboot or a long time: the start time differs.
  await writeFile(file, (await readFile(file, 'utf8')).replace(/ .*/, ' 12345'))
  expect(await files().running('edge')).toBeUndefined()
  expect(await files().endLeftovers(process.pid)).toEqual([])
  expect(await processIdentity(pid)).toBe(identity)
  expect(await readdir(folder)).not.toContain('edge.pid')
})

test('a name that a killed process held can be claimed', async () => {
  const { child, pid } = await run('exec sleep 60')
  await files().write('stack', pid)
  expect(await files().claim('stack', process.pid)).toBe(false)
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(await files().claim('stack', process.pid)).toBe(true)
  expect(await files().running('stack')).toBe(process.pid)
})
