import { pause } from '../../../adapters/pause.ts'
import { lastLines, logSize, type ProcessPlan, type RunningProcess } from '../../../adapters/processes/processes.ts'
import { describeError } from '../../../lib/describe-error.ts'
import { type Duration, milliseconds, seconds } from '../../../lib/duration.ts'
import { nextBackoff } from './backoff.ts'
import type { PartState } from './part-status.ts'
import type { PidFiles } from './pid-files.ts'
import { type Tracked, wake } from './tracked-part.ts'

const POLL_WHILE_STARTING = milliseconds(150)
const POLL_WHEN_READY = seconds(10)
const READINESS_TIMEOUT = seconds(2)

/** What the life of a part needs of the stack around it. */
export interface Surroundings {
  readonly pidFiles: PidFiles
  /** Starts a part's program. Rejects when it cannot be started. */
  readonly start: (plan: ProcessPlan) => Promise<RunningProcess>
  readonly monotonic: () => number
  /** Resolves after a time, or when the signal aborts. */
  readonly pause: (duration: Duration, signal: AbortSignal) => Promise<void>
  readonly set: (track: Tracked, state: PartState, problem?: string) => void
  readonly died: (name: string, how: string, lastLines: readonly string[]) => void
  /** Whether a part has been ready once. */
  readonly wasReady: (name: string) => boolean
  readonly stopping: AbortSignal
}

/** Starts a part when those before it are ready, and again whenever it dies; ends when the stack stops. */
export async function runPart(track: Tracked, context: Surroundings): Promise<void> {
  let backoff: Duration | undefined
  while (!context.stopping.aborted) {
    if (track.held) {
      context.set(track, 'held', 'stopped on purpose')
      await pauseUntilWoken(track, seconds(3600), context)
      continue
    }
    const missing = track.part.after.filter(name => !context.wasReady(name))
    if (missing.length > 0) {
      await pauseUntilWoken(track, POLL_WHILE_STARTING, context)
      continue
    }
    const began = context.monotonic()
    track.attempt = runOnce(track, context)
    const how = await track.attempt
    if (context.stopping.aborted || track.held) continue
    backoff = nextBackoff(backoff, milliseconds(context.monotonic() - began))
    track.status = { ...track.status, restarts: track.status.restarts + 1 }
    context.set(track, 'restarting', how)
    context.died(track.part.name, how, await lastLines(track.part.process.logFile, 20, track.logStart))
    await pauseUntilWoken(track, backoff, context)
  }
  context.set(track, 'stopped')
}

/** Runs a part's process from start to end; says how it ended. */
async function runOnce(track: Tracked, context: Surroundings): Promise<string> {
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
  await context.pidFiles.remove(track.part.name)
  return how
}

/** Starts a part's process and writes down whose it is; the problem when that fails. */
async function begin(track: Tracked, context: Surroundings): Promise<string | undefined> {
  const { name, process } = track.part
  try {
    track.logStart = await logSize(process.logFile)
    const running = await context.start(process)
    try {
      await context.pidFiles.write(name, running.pid)
    } catch (error) {
      // Without its pid file, a later start could not end it.
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
async function watchReadiness(track: Tracked, context: Surroundings, over: AbortSignal): Promise<void> {
  const whenReady = track.part.askedEvery ?? POLL_WHEN_READY
  while (!over.aborted) {
    const problem = await track.part.unready(AbortSignal.any([over, AbortSignal.timeout(READINESS_TIMEOUT)]))
    if (over.aborted) return
    const wasReady = track.status.state === 'ready' || track.status.state === 'unresponsive'
    if (problem === undefined) context.set(track, 'ready')
    else context.set(track, wasReady ? 'unresponsive' : 'starting', problem)
    await context.pause(problem === undefined ? whenReady : POLL_WHILE_STARTING, over)
  }
}

/** Asks a process to end, and ends it when it does not. */
export async function endProcess(track: Tracked, grace: Duration): Promise<void> {
  await track.starting
  const running = track.process
  if (running === undefined) return wake(track)
  running.signal('SIGTERM')
  const timer = new AbortController()
  const inTime = await Promise.race([running.ended.then(() => true), pause(grace, timer.signal).then(() => false)])
  timer.abort()
  // What a part started may outlive it, so the group is ended either way.
  running.signal('SIGKILL')
  if (!inTime) await running.ended
}

async function pauseUntilWoken(track: Tracked, duration: Duration, context: Surroundings): Promise<void> {
  await context.pause(duration, AbortSignal.any([track.wake.signal, context.stopping]))
}
