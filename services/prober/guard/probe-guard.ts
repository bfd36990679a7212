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
  /** Runs something now and charges its time; with `isLimited` it counts towards what an answer may cost. */
  charge<T>(work: () => T, isLimited?: boolean): T
  /** Ends what is given together with the run, when that may not go on. */
  adopt(resource: Guarded): void
  /** Ends the run with an exception of one of its callbacks; false when it had ended before. */
  fail(error: unknown): boolean
}

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
  const resources = new Set<Guarded>()
  const account = createTimeAccount(limit)
  const failed = Promise.withResolvers<never>()
  // A run that has ended by itself awaits it no more.
  failed.promise.catch(() => undefined)
  let isOver = false
  let overspent: ProcessingError | undefined

  const end = (error: Error): void => {
    for (const resource of resources) resource.destroy(error)
    resources.clear()
  }
  const add = (span: Duration, isLimited: boolean): void => {
    account.add(span, isLimited)
    if (!isLimited || isOver || overspent !== undefined || !account.isOverdrawn) return
    overspent = new ProcessingError(limit)
    end(overspent)
  }
  const guard: ProbeGuard = {
    probe,
    get spent() {
      return account.spent
    },
    get overspent() {
      return overspent
    },
    spentInTurn: account.spentInTurn,
    async run(work) {
      try {
        return await Promise.race([owners.run(guard, () => guard.charge(work)), failed.promise])
      } finally {
        isOver = true
        resources.clear()
      }
    },
    charge: (work, isLimited = false) => charged(work, span => add(span, isLimited)),
    adopt(resource) {
      if (!isOver) resources.add(resource)
    },
    fail(error) {
      if (isOver) return false
      isOver = true
      failed.reject(error)
      end(error instanceof Error ? error : new Error(String(error)))
      return true
    },
  }
  return guard
}

/** Work of the thread is charged once, to the outermost owner: an event of a socket causes further ones. */
let isCharging = false

function charged<T>(work: () => T, add: (span: Duration) => void): T {
  if (isCharging) return work()
  isCharging = true
  const start = performance.now()
  try {
    return work()
  } finally {
    isCharging = false
    add(milliseconds(performance.now() - start))
  }
}
