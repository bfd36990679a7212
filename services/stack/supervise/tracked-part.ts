import type { RunningProcess } from '../../../adapters/processes/processes.ts'
import { milliseconds } from '../../../lib/duration.ts'
import type { Part } from '../plan/part.ts'
import type { PartState, PartStatus } from './part-status.ts'

/** A part with what is known of its process. */
export interface Tracked {
  readonly part: Part
  status: PartStatus
  process: RunningProcess | undefined
  /** How long the log was when this run of the process began. */
  logStart: number
  /** Ending the process waits for its start: until then there is nothing to signal. */
  starting: Promise<string | undefined> | undefined
  /** The process' life from start to end; resolves with how it ended. */
  attempt: Promise<string> | undefined
  held: boolean
  /** How often data was set aside with which it could not start. */
  setAside: number
  wake: AbortController
  done: Promise<void>
}

/** A part before its first start. */
export function trackPart(part: Part): Tracked {
  return {
    part,
    status: {
      name: part.name,
      state: 'waiting',
      url: part.url,
      restarts: 0,
      ...(part.standIn === undefined ? {} : { standIn: part.standIn }),
    },
    process: undefined,
    logStart: 0,
    starting: undefined,
    attempt: undefined,
    held: false,
    setAside: 0,
    wake: new AbortController(),
    done: Promise.resolve(),
  }
}

/** Gives a part its state, `sinceStart` milliseconds after the stack began; returns whether anybody would notice. */
export function setState(track: Tracked, state: PartState, problem: string | undefined, sinceStart: number): boolean {
  const { pid: _pid, problem: _problem, ...rest } = track.status
  const before = track.status
  track.status = {
    ...rest,
    state,
    ...(track.process === undefined ? {} : { pid: track.process.pid }),
    ...(problem === undefined ? {} : { problem }),
    ...(state === 'ready' && before.readyAfter === undefined ? { readyAfter: milliseconds(sinceStart) } : {}),
  }
  return before.state !== state || before.pid !== track.status.pid
}

/** Lets a part that waits look again at once. */
export function wake(track: Tracked): void {
  track.wake.abort()
  track.wake = new AbortController()
}
