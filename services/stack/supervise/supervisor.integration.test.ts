import { readFileSync } from 'node:fs'
import path from 'node:path'
import { performance } from 'node:perf_hooks'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { pause } from '../../../adapters/pause.ts'
import { processIdentity } from '../../../adapters/processes/process-identity.ts'
import { type ProcessPlan, startProcess } from '../../../adapters/processes/processes.ts'
import { removeFolder, scratchFolder, shellPart } from '../plan/part.testkit.ts'
import { type Part, STOP_STAGES } from '../plan/part.ts'
import type { PartStatus } from './part-status.ts'
import { createPidFiles } from './pid-files.ts'
import { type Supervisor, superviseParts } from './supervisor.ts'

let folder = ''
let supervisor: Supervisor | undefined
beforeEach(() => {
  folder = scratchFolder()
})
afterEach(async () => {
  await supervisor?.stop()
  supervisor = undefined
  removeFolder(folder)
})

interface Death {
  readonly name: string
  readonly how: string
  readonly lastLines: readonly string[]
}

/** Supervises parts and keeps every event. */
function supervise(...parts: readonly Part[]) {
  const changes: PartStatus[] = []
  const deaths: Death[] = []
  const deps = {
    pidFiles: createPidFiles(path.join(folder, 'run')),
    start: (plan: ProcessPlan) => startProcess(plan, undefined),
    monotonic: () => performance.now(),
    pause,
  }
  const running = superviseParts(parts, deps, {
    changed: status => changes.push(status),
    died: (name, how, lastLines) => deaths.push({ name, how, lastLines }),
    warning: message => {
      throw new Error(message)
    },
  })
  supervisor = running
  const status = (name: string): PartStatus | undefined => running.statuses().find(part => part.name === name)
  const states = (name: string) => changes.filter(change => change.name === name).map(change => change.state)
  return { ...running, changes, deaths, status, states, pidFiles: deps.pidFiles }
}

const part = (name: string, script: string, changes: Partial<Part> = {}): Part =>
  shellPart(folder, name, script, changes)
const logOf = (name: string): string => readFileSync(path.join(folder, 'logs', `${name}.log`), 'utf8')
/** Marks the moment in a file that all parts share. */
const note = (word: string): string => `echo ${word} >> ${path.join(folder, 'order')}`
const order = (): string => readFileSync(path.join(folder, 'order'), 'utf8').trim().replaceAll('\n', ' ')

test('a part starts, is ready, and can be found by its pid file', async () => {
  const { status, states, pidFiles } = supervise(part('edge', 'exec sleep 60', { standIn: 'stand-in' }))
  expect(status('edge')).toMatchObject({ state: 'waiting', restarts: 0, standIn: 'stand-in' })
  await expect.poll(() => status('edge')?.state).toBe('ready')
  expect(states('edge')).toEqual(['starting', 'ready'])
  expect(status('edge')?.readyAfter).toBeGreaterThanOrEqual(0)
  expect(await pidFiles.running('edge')).toBe(status('edge')?.pid)
})

test('a part that is not ready yet says what it lacks', async () => {
  let problem: string | undefined = 'answers 503'
  const { status } = supervise(part('edge', 'exec sleep 60', { unready: async () => problem }))
  await expect.poll(() => status('edge')?.problem).toBe('answers 503')
  expect(status('edge')).toMatchObject({ state: 'starting' })
  expect(status('edge')).not.toHaveProperty('readyAfter')
  problem = undefined
  await expect.poll(() => status('edge')?.state).toBe('ready')
  expect(status('edge')).not.toHaveProperty('problem')
})

test('a part starts only after those it needs are ready', async () => {
  let isReady = false
  const first = part('edge', `${note('edge')}; exec sleep 60`, { unready: async () => (isReady ? undefined : 'no') })
  const { status } = supervise(part('prober', `${note('prober')}; exec sleep 60`, { after: ['edge'] }), first)
  await expect.poll(() => status('edge')?.state).toBe('starting')
  expect(status('prober')?.state).toBe('waiting')
  isReady = true
  await expect.poll(() => status('prober')?.state).toBe('ready')
  await expect.poll(order).toBe('edge prober')
})

test('a part that dies is restarted each time, and its last lines are reported', async () => {
  const script = 'for line in $(seq 1 30); do echo line $line; done; exit 7'
  const { deaths, status, states } = supervise(part('web-1', script))
  await expect.poll(() => deaths.length).toBeGreaterThanOrEqual(2)
  expect(deaths[0]).toMatchObject({ name: 'web-1', how: 'exit code 7' })
  expect(deaths[0]?.lastLines).toEqual(Array.from({ length: 20 }, (_, index) => `line ${index + 11}`))
  expect(states('web-1').filter(state => state === 'restarting').length).toBeGreaterThanOrEqual(2)
  expect(status('web-1')).toMatchObject({ restarts: deaths.length, problem: 'exit code 7' })
})

test('a part that is killed comes back with another number', async () => {
  const { deaths, status } = supervise(part('web-1', 'exec sleep 60'))
  await expect.poll(() => status('web-1')?.state).toBe('ready')
  const pid = status('web-1')?.pid ?? 0
  process.kill(pid, 'SIGKILL')
  await expect.poll(() => status('web-1')?.state).toBe('restarting')
  expect(status('web-1')).not.toHaveProperty('pid')
  await expect.poll(() => status('web-1')?.state).toBe('ready')
  expect(status('web-1')).toMatchObject({ restarts: 1 })
  expect(status('web-1')?.pid).not.toBe(pid)
  expect(deaths).toEqual([{ name: 'web-1', how: 'signal SIGKILL', lastLines: [] }])
})

test('what a dead part started dies with it, or it would hold the port from the next one', async () => {
  const { status } = supervise(part('edge', 'sleep 60 & echo $!; wait'))
  await expect.poll(() => status('edge')?.state).toBe('ready')
  await expect.poll(() => logOf('edge')).toMatch(/^\d+\n$/)
  const grandchild = Number(logOf('edge'))
  process.kill(status('edge')?.pid ?? 0, 'SIGKILL')
  await expect.poll(() => processIdentity(grandchild)).toBeUndefined()
})

test('a program that is not there is a part that could not be started, and the others go on', async () => {
  const absent = part('edge', '')
  const broken = { ...absent, process: { ...absent.process, command: 'leadline-absent' } }
  const { deaths, status } = supervise(broken, part('web-1', 'exec sleep 60'))
  await expect.poll(() => deaths.length).toBeGreaterThanOrEqual(1)
  expect(deaths[0]?.how).toMatch(/^could not be started: .*ENOENT/)
  await expect.poll(() => status('web-1')?.state).toBe('ready')
})

test('a part that is held stays stopped until it is released', async () => {
  const { hold, release, deaths, status } = supervise(part('ingress', 'exec sleep 60'))
  await expect.poll(() => status('ingress')?.state).toBe('ready')
  const pid = status('ingress')?.pid ?? 0
  await hold('ingress')
  expect(await processIdentity(pid)).toBeUndefined()
  await expect.poll(() => status('ingress')).toMatchObject({ state: 'held', problem: 'stopped on purpose' })
  release('ingress')
  await expect.poll(() => status('ingress')?.state).toBe('ready')
  expect(status('ingress')).toMatchObject({ restarts: 0 })
  expect(deaths).toEqual([])
})

test('a part that is held at the moment it starts does not run', async () => {
  const { hold, status } = supervise(part('ingress', `${note('ran')}; exec sleep 60`))
  await hold('ingress')
  await expect.poll(() => status('ingress')?.state).toBe('held')
  expect(status('ingress')).not.toHaveProperty('pid')
})

test('an unknown part can be neither held nor released', async () => {
  const { hold, release } = supervise(part('ingress', 'exec sleep 60'))
  await expect(hold('ingres')).rejects.toThrow('There is no part "ingres"')
  expect(() => release('ingres')).toThrow('There is no part "ingres"')
})

test('parts are stopped stage by stage, clients before servers', async () => {
  const partNamed = (name: string, stopStage: Part['stopStage']): Part =>
    part(name, `trap '${note(name)}; exit 0' TERM; echo up; while :; do sleep 0.02; done`, { stopStage })
  const names = ['watchers', 'hops', 'prober', 'edge'] as const
  const { stop, status, states } = supervise(...names.map(name => partNamed(name, STOP_STAGES[name])))
  for (const name of names) await expect.poll(() => logOf(name)).toBe('up\n')
  await stop()
  expect(order()).toBe('prober edge hops watchers')
  for (const name of names) {
    expect(status(name)).toMatchObject({ state: 'stopped' })
    expect(states(name).at(-1)).toBe('stopped')
  }
})

test('a part that ignores SIGTERM is killed, with what it started', async () => {
  const script = `trap '' TERM; sleep 60 & echo $!; while :; do sleep 0.1; done`
  const { stop, status, pidFiles } = supervise(part('web-1', script))
  await expect.poll(() => logOf('web-1')).toMatch(/^\d+\n$/)
  const pid = status('web-1')?.pid ?? 0
  await stop()
  expect(await processIdentity(pid)).toBeUndefined()
  await expect.poll(() => processIdentity(Number(logOf('web-1')))).toBeUndefined()
  expect(await pidFiles.running('web-1')).toBeUndefined()
})

test('a stop at the very moment of the start leaves nothing behind', async () => {
  const { stop, status, pidFiles } = supervise(part('web-1', 'exec sleep 60'), part('web-2', 'exec sleep 60'))
  await stop()
  expect(status('web-1')).toMatchObject({ state: 'stopped' })
  expect(status('web-1')).not.toHaveProperty('pid')
  expect(await pidFiles.running('web-1')).toBeUndefined()
})

test('a stop in the middle of a back-off or of holding does not wait for it', async () => {
  const { stop, hold, deaths, status } = supervise(part('web-1', 'exit 1'), part('ingress', 'exec sleep 60'))
  await expect.poll(() => deaths.length).toBe(1)
  await hold('ingress')
  await stop()
  await stop()
  expect([status('web-1')?.state, status('ingress')?.state]).toEqual(['stopped', 'stopped'])
})
