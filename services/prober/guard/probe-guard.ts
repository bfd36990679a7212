import { AsyncLocalStorage } from 'node:async_hooks'
import { performance } from 'node:perf_hooks'
import { type Duration, humanDuration, milliseconds } from '../../../lib/duration.ts'
import { createTimeAccount } from './time-account.ts'

/** What a guard ends when its probe may not go on: a socket, most of all. */
export interface Guarded {
  destroy(error: Error): unknown
}

/**
 * Stands around one run of a probe: an exception in any of its callbacks ends this run and no other, and the time that the
 * thread spends on it is charged to it.
 */
export interface ProbeGuard {
  readonly probe: string
  /** Time of the thread that this run has used so far. */
  readonly spent: Duration
  /** The answer has cost more than it may. */
  readonly overspent: ProcessingError | undefined
  /** Of the turn that runs, the time that was spent on this run. */
  spentInTurn(): Duration
  /** Runs asynchronous work as this probe's. Rejects with the first exception of any callback that belongs to it. */
  run<T>(work: () => Promise<T>): Promise<T>
  /** Runs something now and charges its time. */
  charge<T>(work: () => T): T
  /** Work of the thread begins; what it gives is for `end`. The work is charged to the outermost that has begun. */
  begin(): WorkStart
  /** The work ends, and its time is charged; with `isLimited` it counts towards what an answer may cost. */
  end(start: WorkStart, isLimited: boolean): void
  /** Ends what is given together with the run, when that may not go on. */
  adopt(resource: Guarded): void
  /** Ends the run with an exception of one of its callbacks; false when it had ended before. */
  fail(error: unknown): boolean
}

/** When work began, in milliseconds; undefined for a part of work that is charged as a whole. */
type WorkStart = number | undefined

/** The answer of a target kept the thread busy for longer than one probe may. */
export class ProcessingError extends Error {
  override readonly name = 'ProcessingError'
  constructor(limit: Duration) {
    super(`The answer cost the prober more than ${humanDuration(limit)} of processing time`)
  }
}

const owners = new AsyncLocalStorage<ProbeGuard>()

/** The guard of the probe that the running code belongs to; undefined outside of probes. */
export function currentGuard(): ProbeGuard | undefined {
  return owners.getStore()
}

/** A guard for one run, whose answer may cost so much processing time. */
export function createGuard(probe: string, limit: Duration): ProbeGuard {
  const resources: Guarded[] = []
  const account = createTimeAccount(limit)
  let rejectRun: (error: unknown) => void = () => undefined
  let isOver = false

  const endAll = (error: Error): void => {
    for (const resource of resources) resource.destroy(error)
    resources.length = 0
  }
  const add = (span: Duration, isLimited: boolean): void => {
    account.add(span, isLimited)
    guard.spent = account.spent
    if (!isLimited || isOver || guard.overspent !== undefined || !account.isOverdrawn()) return
    guard.overspent = new ProcessingError(limit)
    endAll(guard.overspent)
  }
  const end: ProbeGuard['end'] = (start, isLimited) => {
    if (start === undefined) return
    isCharging = false
    add(milliseconds(performance.now() - start), isLimited)
  }
  const guard: Mutable<ProbeGuard, 'spent' | 'overspent'> = {
    probe,
    spent: account.spent,
    overspent: undefined,
    spentInTurn: account.spentInTurn,
    async run(work) {
      try {
        return await new Promise((resolve, reject) => {
          rejectRun = reject
          owners.run(guard, guard.charge, work).then(resolve, reject)
        })
      } finally {
        isOver = true
        resources.length = 0
      }
    },
    charge(work) {
      const start = begin()
      try {
        return work()
      } finally {
        end(start, false)
      }
    },
    begin,
    end,
    adopt(resource) {
      if (!isOver) resources.push(resource)
    },
    fail(error) {
      if (isOver) return false
      isOver = true
      rejectRun(error)
      endAll(error instanceof Error ? error : new Error(String(error)))
      return true
    },
  }
  return guard
}

/** A guard as it is from within. */
type Mutable<Guard, Keys extends keyof Guard> = Omit<Guard, Keys> & { -readonly [Each in Keys]: Guard[Each] }

/** Work of the thread is charged once, to the outermost owner: an event of a socket causes further ones. */
let isCharging = false

function begin(): WorkStart {
  if (isCharging) return undefined
  isCharging = true
  return performance.now()
}
