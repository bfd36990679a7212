import { type Duration, milliseconds } from '../../../lib/duration.ts'
import { currentTurn, threadCpu } from './turn.ts'

/** The thread's time that was spent on one run of a probe. */
export interface TimeAccount {
  readonly spent: Duration
  /** Of the turn that runs. */
  spentInTurn(): Duration
  /** Adds a span of work; with `isLimited` it counts towards the limit. */
  add(span: Duration, isLimited: boolean): void
  /** Whether what is limited has passed the limit. */
  isOverdrawn(): boolean
}

/** Spans shorter than this are taken from the clock alone: asking for the processor time would cost more than it corrects. */
const SHORT = milliseconds(5)

/** An account on which nothing has been spent. */
export function createTimeAccount(limit: Duration): TimeAccount {
  const cpuAtStart = threadCpu()
  let limited = 0
  let turn = 0
  let inTurn = 0
  const account = {
    spent: milliseconds(0),
    spentInTurn: () => milliseconds(turn === currentTurn().number ? inTurn : 0),
    add(span: Duration, isLimited: boolean): void {
      const now = currentTurn()
      // A thread that had to wait for a processor has not spent that time on the probe.
      const worked = span > SHORT ? Math.min(span, Math.max(0, threadCpu() - now.cpuAtStart)) : span
      account.spent = milliseconds(account.spent + worked)
      inTurn = turn === now.number ? inTurn + worked : worked
      turn = now.number
      if (isLimited) limited += worked
    },
    isOverdrawn: () => limited > limit && threadCpu() - cpuAtStart > limit,
  }
  return account
}
