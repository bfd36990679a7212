import { setTimeout as sleep } from 'node:timers/promises'
import { describeError } from '../../adapters/log.ts'
import { lastLines, logSize, type RunningProcess, startProcess } from '../../adapters/processes.ts'
import { type Duration, milliseconds, seconds } from '../../lib/duration.ts'
import type { PartState, PartStatus } from './core/part-status.ts'
import type { Part } from './part.ts'
import type { PidFiles } from './pid-files.ts'

/** What the supervisor tells of as it happens. */
export interface SupervisorEvents {
  readonly changed: (status: PartStatus) => void
  readonly died: (name: string, how: string, lastLines: readonly string[]) => void
}

export interface Supervisor {
  statuses(): readonly PartStatus[]
  /** Stops a part and keeps it stopped until it is released; resolves when it has ended. Throws on an unknown name. */
  hold(name: string): Promise<void>
  release(name: string): void
  /** Stops everything in order; bounded, and safe to call more than once. */
  stop(): Promise<void>
}

export interface SupervisorDeps {
  readonly pidFiles: PidFiles
  readonly parentDeathWrapper: string | undefined
  readonly monotonic: () => number
}

const FIRST_BACKOFF = seconds(0.5)
const LONGEST_BACKOFF = seconds(10)
/** A part that ran this long has recovered: its next failure starts again with the shortest back-off. */
const STEADY_AFTER = seconds(30)
const POLL_WHILE_STARTING = milliseconds(150)
const POLL_WHEN_READY = seconds(10)
const READINESS_TIMEOUT = seconds(2)
/** Each stop stage may take this long; with five stages the whole stays under five seconds. */
const STAGE_GRACE = milliseconds(900)

interface Tracked {
  readonly part: Part
  status: PartStatus
  process: RunningProcess | undefined
  /** How long the log was when this run of the process began. */
  logStart: number
  /** Whoever wants to end the process waits for its start first: until then there is nothing to signal. */
  starting: Promise<string | undefined> | undefined
  /** The process' life from start to end; resolves with how it ended. */
  attempt: Promise<string> | undefined
  held: boolean
  wake: AbortController
  done: Promise<void>
}

/** Runs the parts, restarts those that die, and stops them in order. */
export function superviseParts(parts: readonly Part[], deps: SupervisorDeps, events: SupervisorEvents): Supervisor {
  const startedAt = deps.monotonic()
  const stopping = new AbortController()
  const tracked = new Map<string, Tracked>()
  const known = (name: string): Tracked => {
    const found = tracked.get(name)
    if (found === undefined) throw new RangeError(`There is no part "${name}"`)
    return found
  }
  const set = (track: Tracked, state: PartState, problem?: string): void => {
    const { pid: _pid, problem: _problem, ...rest } = track.status
    const before = track.status
    track.status = {
      ...rest,
      state,
      ...(track.process === undefined ? {} : { pid: track.process.pid }),
      ...(problem === undefined ? {} : { problem }),
      ...(state === 'ready' && before.readyAfter === undefined
        ? { readyAfter: milliseconds(deps.monotonic() - startedAt) }
        : {}),
    }
    if (before.state !== state || before.pid !== track.status.pid) events.changed(track.status)
  }
  const context: Context = { deps, events, set, known, stopping: stopping.signal }
  for (const part of parts) {
    const status: PartStatus = {
      name: part.name,
      state: 'waiting',
      url: part.url,
      restarts: 0,
      ...(part.standIn === undefined ? {} : { standIn: part.standIn }),
    }
    tracked.set(part.name, {
      part,
      status,
      process: undefined,
      logStart: 0,
      starting: undefined,
      attempt: undefined,
      held: false,
      wake: new AbortController(),
      done: Promise.resolve(),
    })
  }
  for (const track of tracked.values()) track.done = runPart(track, context)

  return {
    statuses: () => [...tracked.values()].map(track => track.status),
    async hold(name) {
      const track = known(name)
      track.held = true
      await endProcess(track, STAGE_GRACE)
      await track.attempt
    },
    release(name) {
      const track = known(name)
      track.held = false
      wake(track)
    },
    async stop() {
      stopping.abort()
      const stages = [...new Set(parts.map(part => part.stopStage))].sort((a, b) => a - b)
      for (const stage of stages) {
        const inStage = [...tracked.values()].filter(track => track.part.stopStage === stage)
        await Promise.all(inStage.map(track => endProcess(track, STAGE_GRACE)))
      }
      await Promise.all([...tracked.values()].map(track => track.done))
    },
  }
}

interface Context {
  readonly deps: SupervisorDeps
  readonly events: SupervisorEvents
  readonly set: (track: Tracked, state: PartState, problem?: string) => void
  readonly known: (name: string) => Tracked
  readonly stopping: AbortSignal
}

async function runPart(track: Tracked, context: Context): Promise<void> {
  let backoff = FIRST_BACKOFF
  while (!context.stopping.aborted) {
    if (track.held) {
      context.set(track, 'held', 'stopped on purpose')
      await pause(track, seconds(3600), context.stopping)
      continue
    }
    const missing = track.part.after.filter(name => context.known(name).status.readyAfter === undefined)
    if (missing.length > 0) {
      await pause(track, POLL_WHILE_STARTING, context.stopping)
      continue
    }
    const began = context.deps.monotonic()
    track.attempt = runOnce(track, context)
    const how = await track.attempt
    if (context.stopping.aborted || track.held) continue
    if (context.deps.monotonic() - began > STEADY_AFTER) backoff = FIRST_BACKOFF
    track.status = { ...track.status, restarts: track.status.restarts + 1 }
    context.set(track, 'restarting', how)
    context.events.died(track.part.name, how, await lastLines(track.part.process.logFile, 20, track.logStart))
    await pause(track, backoff, context.stopping)
    backoff = milliseconds(Math.min(backoff * 2, LONGEST_BACKOFF))
  }
  context.set(track, 'stopped')
}

/** Runs a part's process from start to end; says how it ended. */
async function runOnce(track: Tracked, context: Context): Promise<string> {
  track.starting = begin(track, context)
  const problem = await track.starting
  const running = track.process
  if (running === undefined) return `could not be started: ${problem}`
  context.set(track, 'starting')
  const ended = new AbortController()
  const watching = watchReadiness(track, context, AbortSignal.any([ended.signal, context.stopping]))
  const how = await running.ended
  ended.abort()
  await watching
  // What it started must not outlive it: it would hold the port from the next attempt.
  running.signal('SIGKILL')
  track.process = undefined
  await context.deps.pidFiles.remove(track.part.name)
  return how
}

/** Starts a part's process and writes down whose it is; the problem when that fails. */
async function begin(track: Tracked, context: Context): Promise<string | undefined> {
  const { name, process } = track.part
  try {
    track.logStart = await logSize(process.logFile)
    const running = await startProcess(process, context.deps.parentDeathWrapper)
    try {
      await context.deps.pidFiles.write(name, running.pid)
    } catch (error) {
      // Without its pid file, nobody could end it later.
      running.signal('SIGKILL')
      throw error
    }
    track.process = running
    return undefined
  } catch (error) {
    return describeError(error)
  }
}

/** Keeps a part's state true until its process has ended or the stack stops. */
async function watchReadiness(track: Tracked, context: Context, over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    const problem = await track.part.unready(AbortSignal.any([over, AbortSignal.timeout(READINESS_TIMEOUT)]))
    if (over.aborted) return
    const wasReady = track.status.state === 'ready' || track.status.state === 'unresponsive'
    if (problem === undefined) context.set(track, 'ready')
    else context.set(track, wasReady ? 'unresponsive' : 'starting', problem)
    await until(problem === undefined ? POLL_WHEN_READY : POLL_WHILE_STARTING, over)
  }
}

/** Asks a process to end, and ends it when it does not. */
async function endProcess(track: Tracked, grace: Duration): Promise<void> {
  await track.starting
  const running = track.process
  if (running === undefined) return wake(track)
  running.signal('SIGTERM')
  const timer = new AbortController()
  const inTime = await Promise.race([running.ended.then(() => true), until(grace, timer.signal).then(() => false)])
  timer.abort()
  // What a part started may outlive it, so the group is ended either way.
  running.signal('SIGKILL')
  if (!inTime) await running.ended
}

function wake(track: Tracked): void {
  track.wake.abort()
  track.wake = new AbortController()
}

async function pause(track: Tracked, duration: Duration, stopping: AbortSignal): Promise<void> {
  await until(duration, AbortSignal.any([track.wake.signal, stopping]))
}

async function until(duration: Duration, signal: AbortSignal): Promise<void> {
  // The only way this sleep fails is the signal it was given, and then it has done its work.
  await sleep(duration, undefined, { signal }).catch(() => undefined)
}
