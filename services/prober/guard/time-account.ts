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
  readonly isOverdrawn: boolean
}

/** Spans shorter than this are taken from the clock alone: asking for the processor time would cost more than it corrects. */
const SHORT = milliseconds(5)

/** An account on which nothing has been spent. */
export function createTimeAccount(limit: Duration): TimeAccount {
  const cpuAtStart = threadCpu()
  let spent = 0
  let limited = 0
  let turn = 0
  let inTurn = 0
  return {
    get spent() {
      return milliseconds(spent)
    },
    spentInTurn: () => milliseconds(turn === currentTurn().number ? inTurn : 0),
    add(span, isLimited) {
      const now = currentTurn()
      // A thread that had to wait for a processor has not spent that time on the probe.
      const worked = span > SHORT ? Math.min(span, Math.max(0, threadCpu() - now.cpuAtStart)) : span
      spent += worked
      inTurn = turn === now.number ? inTurn + worked : worked
      turn = now.number
      if (isLimited) limited += worked
    },
    get isOverdrawn() {
      return limited > limit && threadCpu() - cpuAtStart > limit
    },
  }
}
