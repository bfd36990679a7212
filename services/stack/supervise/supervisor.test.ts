import { readFileSync } from 'node:fs'
import path from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { logSize, type RunningProcess } from '../../../adapters/processes/processes.ts'
import { type Duration, seconds } from '../../../lib/duration.ts'
import { removeFolder, scratchFolder, shellPart } from '../plan/part.testkit.ts'
import { type Part, STOP_STAGES } from '../plan/part.ts'
import type { PartStatus } from './part-status.ts'
import type { PidFiles } from './pid-files.ts'
import { STAGE_GRACE, type Supervisor, type SupervisorDeps, superviseParts } from './supervisor.ts'

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

const part = (name: string, changes: Partial<Part> = {}): Part => shellPart(folder, name, '', changes)

/** Supervises parts on a fake machine: processes end when they are asked to, and pauses last until the test ends them. */
function supervise(...parts: readonly Part[]) {
  /** Starts and signals in their order, as `start edge` and `SIGTERM edge`. */
  const events: string[] = []
  const ends = new Map<string, (how: string) => void>()
  const pids = new Map<string, number>()
  const pauses: { readonly duration: Duration; readonly end: () => void }[] = []
  const pidFiles: PidFiles = {
    write: async (name, pid) => void pids.set(name, pid),
    remove: async name => void pids.delete(name),
    claim: async () => true,
    running: async name => pids.get(name),
    endLeftovers: async () => [],
  }
  const deps: SupervisorDeps = {
    pidFiles,
    monotonic: () => 0,
    now: () => new Date(0),
    async start(plan): Promise<RunningProcess> {
      const name = path.basename(plan.logFile, '.log')
      events.push(`start ${name}`)
      const ended = Promise.withResolvers<string>()
      ends.set(name, ended.resolve)
      const signal = (kind: NodeJS.Signals): void => {
        events.push(`${kind} ${name}`)
        ended.resolve(`signal ${kind}`)
      }
      return { pid: events.length, ended: ended.promise, signal }
    },
    async pause(duration, signal) {
      const ended = Promise.withResolvers<void>()
      signal.addEventListener('abort', () => ended.resolve())
      if (signal.aborted) ended.resolve()
      const entry = { duration, end: ended.resolve }
      pauses.push(entry)
      await ended.promise
      pauses.splice(pauses.indexOf(entry), 1)
    },
  }
  const listeners: ((status: PartStatus) => void)[] = []
  const running = superviseParts(parts, deps, {
    changed(status) {
      for (const listen of listeners) listen(status)
    },
    died: () => undefined,
    warning: () => undefined,
    dataSetAside: text => void events.push(text),
  })
  supervisor = running
  return {
    ...running,
    events,
    pids,
    listeners,
    end: (name: string, how: string) => ends.get(name)?.(how),
    status: (name: string) => running.statuses().find(candidate => candidate.name === name),
    /** How long what rests now rests. */
    resting: () => pauses.map(({ duration }) => duration),
    endPauses() {
      for (const { end } of pauses) end()
    },
  }
}

/** Lets everything happen that waits for no pause; a start looks at the log first. */
async function settle(): Promise<void> {
  for (let times = 0; times < 5; times++) {
    await logSize(folder)
    await turn()
  }
}

test('a part starts only when those it needs are ready', async () => {
  let problem: string | undefined = 'answers 503'
  const { status, events, endPauses } = supervise(
    part('prober', { after: ['edge'] }),
    part('edge', { unready: async () => problem }),
  )
  await expect.poll(() => status('edge')?.problem).toBe('answers 503')
  endPauses()
  await settle()
  expect(events).toEqual(['start edge'])
  problem = undefined
  endPauses()
  await expect.poll(() => status('edge')?.state).toBe('ready')
  endPauses()
  await expect.poll(() => status('prober')?.state).toBe('ready')
})

test('a part is looked at several times a second while it starts, and less often once it is ready', async () => {
  let problem: string | undefined = 'answers 503'
  const { resting, endPauses } = supervise(part('edge', { unready: async () => problem }))
  await expect.poll(resting).toHaveLength(1)
  expect(resting()[0]).toBeLessThan(seconds(0.5))
  problem = undefined
  endPauses()
  await expect.poll(() => resting()[0]).toBeGreaterThan(seconds(5))
})

test('a part that dies has no pid file any more, and starts again after a back-off that grows', async () => {
  const { status, events, pids, resting, end, endPauses } = supervise(part('web-1'))
  const backoffs: (Duration | undefined)[] = []
  for (const restarts of [1, 2]) {
    await expect.poll(() => status('web-1')?.state).toBe('ready')
    expect(pids.has('web-1')).toBe(true)
    end('web-1', 'exit code 7')
    await expect.poll(() => status('web-1')).toMatchObject({ state: 'restarting', restarts, problem: 'exit code 7' })
    await settle()
    expect(pids.has('web-1')).toBe(false)
    expect(events.filter(event => event === 'start web-1')).toHaveLength(restarts)
    expect(resting()).toHaveLength(1)
    backoffs.push(resting()[0])
    endPauses()
  }
  expect(backoffs[1]).toBeGreaterThan(backoffs[0] ?? Number.POSITIVE_INFINITY)
})

test('a part that is held is ended, rests, and starts as soon as it is released', async () => {
  const { hold, release, status, events, pids } = supervise(part('ingress'))
  await expect.poll(() => status('ingress')?.state).toBe('ready')
  await hold('ingress')
  expect(events).toContain('SIGTERM ingress')
  await expect.poll(() => status('ingress')?.state).toBe('held')
  await settle()
  expect(pids.has('ingress')).toBe(false)
  expect(events.filter(event => event === 'start ingress')).toHaveLength(1)
  release('ingress')
  await expect.poll(() => status('ingress')).toMatchObject({ state: 'ready', restarts: 0 })
})

test('parts are asked to end stage by stage', async () => {
  const names = ['watchers', 'hops', 'prober', 'edge'] as const
  const { stop, status, events } = supervise(...names.map(name => part(name, { stopStage: STOP_STAGES[name] })))
  for (const name of names) await expect.poll(() => status(name)?.state).toBe('ready')
  await stop()
  const asked = events.filter(event => event.startsWith('SIGTERM'))
  expect(asked).toEqual(['SIGTERM prober', 'SIGTERM edge', 'SIGTERM hops', 'SIGTERM watchers'])
  for (const name of names) expect(status(name)?.state).toBe('stopped')
})

test('a stop at the very moment of a death waits for no back-off', async () => {
  const { stop, status, listeners, end } = supervise(part('web-1'))
  await expect.poll(() => status('web-1')?.state).toBe('ready')
  const stopped = new Promise<void>(resolve => {
    listeners.push(({ state }) => {
      if (state === 'restarting') resolve(stop())
    })
  })
  end('web-1', 'exit code 7')
  await stopped
  expect(status('web-1')?.state).toBe('stopped')
})

test('parts that ignore being asked to end, one in every stage, keep Ctrl-C for less than five seconds', () => {
  const stages = new Set(Object.values(STOP_STAGES)).size
  expect(stages * STAGE_GRACE).toBeLessThan(seconds(5))
  // Enough for a part to end by itself: a prober waits for the samples it has begun, Nginx for the answers.
  expect(STAGE_GRACE).toBeGreaterThanOrEqual(seconds(0.9))
})

test('a part that follows others reads again which of them are ready', async () => {
  const file = path.join(folder, 'servers.conf')
  const following = { path: file, text: (isReady: (name: string) => boolean) => (isReady('web-1') ? 'web-1' : '') }
  const { events } = supervise(part('ingress', { following }), part('web-1'))
  await expect.poll(() => events).toContain('SIGHUP ingress')
  // Which of the two is ready first is left open, so the first signal may be for a file that names none.
  await expect.poll(() => readFileSync(file, 'utf8')).toBe('web-1')
})

test('a part says itself how often it is asked once it is ready', async () => {
  const { resting } = supervise(part('web-1', { askedEvery: seconds(1) }))
  await expect.poll(resting).toEqual([seconds(1)])
})

test('a signal reaches a part that runs, is nothing to one that does not, and an error for one that is none', async () => {
  const { status, events, signal } = supervise(
    part('edge'),
    part('prober', { after: ['web-1'] }),
    part('web-1', { unready: async () => 'answers 503' }),
  )
  await expect.poll(() => status('edge')?.state).toBe('ready')
  signal('prober', 'SIGSTOP')
  expect(events.filter(event => event.startsWith('SIG'))).toEqual([])
  signal('edge', 'SIGHUP')
  expect(events.filter(event => event.startsWith('SIG'))).toEqual(['SIGHUP edge'])
  expect(() => signal('door', 'SIGHUP')).toThrow('There is no part "door"')
})
