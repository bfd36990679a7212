import { type Duration, milliseconds } from '../../../lib/duration.ts'

/**
 * The time between two ticks of the loop watch: the grain in which lateness is noticed, and charged to the probes that made
 * it. There is one loop in a thread, and so one current turn.
 */
export interface Turn {
  readonly number: number
  /** Processor time of the thread when the turn began. */
  readonly cpuAtStart: Duration
}

let current: Turn = { number: 0, cpuAtStart: milliseconds(0) }

/** The turn that runs. */
export function currentTurn(): Turn {
  return current
}

/** Ends the turn that runs. */
export function nextTurn(): void {
  current = { number: current.number + 1, cpuAtStart: threadCpu() }
}

/** Processor time that the thread has used. */
export function threadCpu(): Duration {
  const { user, system } = process.threadCpuUsage()
  return milliseconds((user + system) / 1000)
}
