import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { processIdentity } from './process-identity.ts'
import { lastLines, type ProcessPlan, type RunningProcess, signalGroup, startProcess } from './processes.ts'

let folder = ''
const started: RunningProcess[] = []
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'leadline-processes-'))
})
afterEach(async () => {
  for (const running of started.splice(0)) running.signal('SIGKILL')
  await rm(folder, { recursive: true, force: true })
})

function shell(script: string, changes: Partial<ProcessPlan> = {}): ProcessPlan {
  const env = { PATH: process.env.PATH ?? '' }
  return { command: 'sh', args: ['-c', script], env, folder, logFile: path.join(folder, 'log'), ...changes }
}

async function start(plan: ProcessPlan): Promise<RunningProcess> {
  const running = await startProcess(plan, undefined)
  started.push(running)
  return running
}

const log = (): Promise<string> => readFile(path.join(folder, 'log'), 'utf8')

test.each([
  ['exit 0', 'exit code 0'],
  ['exit 3', 'exit code 3'],
  ['kill -9 $$', 'signal SIGKILL'],
])('`%s` ends with %s', async (script, how) => {
  expect(await (await start(shell(script))).ended).toBe(how)
})

test('output of both kinds goes to the end of the log', async () => {
  await writeFile(path.join(folder, 'log'), 'before\n')
  await (await start(shell('echo out; echo err >&2'))).ended
  expect(await log()).toBe('before\nout\nerr\n')
})

test('a program gets the folder and no more of the environment than is named', async () => {
  await (await start(shell('pwd; env | grep -c SECRET', { env: { PATH: process.env.PATH ?? '', A: '1' } }))).ended
  expect(await log()).toBe(`${folder}\n0\n`)
})

test('a program that is not there cannot be started', async () => {
  await expect(startProcess(shell('', { command: 'leadline-absent' }), undefined)).rejects.toThrow(/ENOENT/)
})

test('a signal reaches what the program started', async () => {
  const running = await start(shell('sleep 60 & echo $!; wait'))
  await expect.poll(log).toMatch(/^\d+\n$/)
  const grandchild = Number(await log())
  running.signal('SIGTERM')
  expect(await running.ended).toBe('signal SIGTERM')
  await expect.poll(() => processIdentity(grandchild)).toBeUndefined()
})

test('a signal to what has already ended is no error', async () => {
  const running = await start(shell('exit 0'))
  await running.ended
  expect(() => signalGroup(running.pid, 'SIGTERM')).not.toThrow()
})

test.each<[string, string, readonly string[]]>([
  ['an empty log', '', []],
  ['a log of blank lines', '\n\n', []],
  ['a short log', 'a\nb\n', ['a', 'b']],
  ['a log without an end of line', 'a\nb\nc\nd', ['b', 'c', 'd']],
  ['a long log', `${'x'.repeat(40_000)}\na\nb\nc\n`, ['a', 'b', 'c']],
])('the last lines of %s', async (_, text, lines) => {
  const file = path.join(folder, 'tail')
  await writeFile(file, text)
  expect(await lastLines(file, 3)).toEqual(lines)
})

test('a log that is not there has no last lines', async () => {
  expect(await lastLines(path.join(folder, 'absent'), 3)).toEqual([])
})
