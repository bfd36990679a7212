import { deadlineSeconds, type GateState, judgedSeconds, tallyOf } from './gate.ts'
import { GATE_LIMITS } from './limits.ts'
import { isUnsigned } from './population.ts'
import { type Objective, pathsOf } from './settings.ts'
import { excludedShare, untimedShare } from './tally.ts'

/** Why the gate holds: it has no decision, which is never a pass. */
export type HoldReason =
  | 'no-answers'
  | 'nothing-to-judge'
  | 'unknown-release'
  | 'excluded'
  | 'undecided'
  | 'interrupted'

/** A verdict and what it stands on. */
export type Decision =
  | { readonly verdict: 'proceed' | 'roll-back' }
  | { readonly verdict: 'hold'; readonly because: HoldReason }

/** What the gate decides about a release. */
export type Verdict = Decision['verdict']

/** The decision at a moment on the gate's clock, in seconds; undefined while there is none. */
export function decisionAt(state: GateState, nowSeconds: number): Decision | undefined {
  const { tests } = state
  const waited = judgedSeconds(state, nowSeconds)
  const isOver = nowSeconds >= deadlineSeconds(state)
  if (tests.length === 0) return { verdict: 'hold', because: 'nothing-to-judge' }
  if (tests.some(each => each.test.decision === 'reject' && !isDoubtful(state, each.objective))) {
    return { verdict: 'roll-back' }
  }
  if (doubtfulObjectives(state).length > 0) {
    // The first answers of a cold machine may be late; what goes on so decides nothing.
    return waited >= EXCLUDED_FOR_SECONDS || isOver ? { verdict: 'hold', because: 'excluded' } : undefined
  }
  if (tests.every(({ test }) => test.decision === 'accept')) return { verdict: 'proceed' }
  if (waited >= GATE_LIMITS.unseenSeconds && unseenPaths(state).length > 0) {
    return { verdict: 'hold', because: 'unknown-release' }
  }
  if (!isOver) return undefined
  return { verdict: 'hold', because: state.firstSeconds === undefined ? 'no-answers' : 'undecided' }
}

const EXCLUDED_FOR_SECONDS = 30

/** The questions about which too many answers say nothing. */
export function doubtfulObjectives(state: GateState): readonly Objective[] {
  return state.tests.map(({ objective }) => objective).filter(objective => isDoubtful(state, objective))
}

function isDoubtful(state: GateState, objective: Objective): boolean {
  return doubtfulShare(state, objective) > GATE_LIMITS.excludedShare
}

/** The part of the answers that says nothing about a question: what was excluded, or what has no time where that is asked. */
export function doubtfulShare(state: GateState, { path, question }: Objective): number {
  const tally = tallyOf(state, path)
  return Math.max(excludedShare(tally), question === 'fast' ? untimedShare(tally) : 0)
}

/** The paths on which answers are signed, or would be, and none by the release under test. */
export function unseenPaths(state: GateState): readonly string[] {
  const { settings, population } = state
  if (settings.release === undefined || isUnsigned(population)) return []
  return pathsOf(settings).filter(path => tallyOf(state, path).judged.signed === 0)
}
