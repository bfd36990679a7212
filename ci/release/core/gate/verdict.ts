import { deadlineSeconds, type GateState, judgedSeconds, tallyOf } from './gate.ts'
import { GATE_LIMITS } from './limits.ts'
import { isUnsigned } from './population.ts'
import { pathsOf } from './settings.ts'
import { excludedShare } from './tally.ts'

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
  if (tests.some(each => each.test.decision === 'reject' && !isDoubtful(state, each.objective.path))) {
    return { verdict: 'roll-back' }
  }
  if (doubtfulPaths(state).length > 0) {
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

/** The paths of which too many answers say nothing about the release. */
export function doubtfulPaths(state: GateState): readonly string[] {
  return pathsOf(state.settings).filter(path => isDoubtful(state, path))
}

function isDoubtful(state: GateState, path: string): boolean {
  return excludedShare(tallyOf(state, path)) > GATE_LIMITS.excludedShare
}

/** The paths on which answers are signed, or would be, and none by the release under test. */
export function unseenPaths(state: GateState): readonly string[] {
  const { settings, population } = state
  if (settings.release === undefined || isUnsigned(population)) return []
  return pathsOf(settings).filter(path => tallyOf(state, path).judged.signed === 0)
}
