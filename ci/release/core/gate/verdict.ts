import { type GateState, judgedFor } from './gate.ts'
import { isUnsigned } from './population.ts'
import { GATE_LIMITS } from './settings.ts'
import { allCount, excludedCount } from './tally.ts'

/** What the gate decides about a release. */
export const VERDICTS = ['proceed', 'hold', 'roll-back'] as const
export type Verdict = (typeof VERDICTS)[number]

/** Why the gate holds: it has no decision, which is never a pass. */
export const HOLD_REASONS = {
  'no-answers': 'nothing was measured',
  'nothing-to-judge': 'no question was left to judge',
  'unknown-release': 'the release under test has not been seen',
  excluded: 'too many answers were excluded',
  undecided: 'the time was up before the tests had decided',
  interrupted: 'it was interrupted',
} as const
export type HoldReason = keyof typeof HOLD_REASONS

/** A verdict and what it stands on. */
export type Decision =
  | { readonly verdict: 'proceed' | 'roll-back' }
  | { readonly verdict: 'hold'; readonly because: HoldReason }

/** The decision at a moment on the gate's clock, in seconds; undefined while there is none. */
export function decisionAt(state: GateState, nowSeconds: number): Decision | undefined {
  const { tests = [], settings } = state
  const isOver = nowSeconds >= settings.deadlineSeconds
  const isRejected = tests.some(({ test }) => test.decision === 'reject')
  const isAccepted = tests.length > 0 && tests.every(({ test }) => test.decision === 'accept')
  if (excludedShare(state) > GATE_LIMITS.excludedShare) {
    // Some may be excluded at the start; what goes on so decides nothing.
    const isLasting = judgedFor(state, nowSeconds) >= EXCLUDED_FOR_SECONDS
    return isLasting || isOver ? { verdict: 'hold', because: 'excluded' } : undefined
  }
  if (isRejected) return { verdict: 'roll-back' }
  if (isUnknown(state, nowSeconds)) return { verdict: 'hold', because: 'unknown-release' }
  if (isAccepted) return { verdict: 'proceed' }
  if (state.tests !== undefined && tests.length === 0) return { verdict: 'hold', because: 'nothing-to-judge' }
  if (!isOver) return undefined
  return { verdict: 'hold', because: state.firstSeconds === undefined ? 'no-answers' : 'undecided' }
}

const EXCLUDED_FOR_SECONDS = 30

/** The share of all answers that say nothing about the release; 0 without an answer. */
export function excludedShare({ tallies }: GateState): number {
  const all = [...tallies.values()]
  const total = all.reduce((sum, tally) => sum + allCount(tally), 0)
  return total === 0 ? 0 : all.reduce((sum, tally) => sum + excludedCount(tally), 0) / total
}

/** Whether others sign their answers, and the release under test has signed none for too long. */
function isUnknown({ population, settings }: GateState, nowSeconds: number): boolean {
  const { release, seen } = population
  const waited = nowSeconds - settings.judgesFromSeconds
  return (
    release !== undefined && !isUnsigned(population) && !seen.includes(release) && waited >= GATE_LIMITS.unseenSeconds
  )
}
