import { isShareKnown, sharedTests, silentPaths, starvedPaths, whoseRejection } from './canary.ts'
import { CUT_OFF_SECONDS } from './cut-off.ts'
import { GATE_LIMITS } from './limits.ts'
import { isUnsigned } from './population.ts'
import { type Objective, pathsOf } from './settings.ts'
import { deadlineSeconds, type GateState, type GateTest, reachedSeconds, tallyOf } from './state.ts'
import { excludedShare, untimedShare } from './tally.ts'

/** Why the gate holds: it has no decision, which is never a pass. */
export type HoldReason =
  | 'no-answers'
  | 'nothing-to-judge'
  | 'unknown-release'
  | 'excluded'
  | 'both-fail'
  | 'cut-off'
  | 'undecided'
  | 'interrupted'

/** A verdict and what it stands on. */
export type Decision =
  | { readonly verdict: 'proceed' }
  /** Without a reason: a test has rejected. */
  | { readonly verdict: 'roll-back'; readonly because?: 'too-little' }
  | { readonly verdict: 'hold'; readonly because: HoldReason }

/** What the gate decides about a release. */
export type Verdict = Decision['verdict']

/** The decision at a moment on the gate's clock, in seconds; undefined while there is none. */
export function decisionAt(state: GateState, nowSeconds: number): Decision | undefined {
  const { tests } = state
  const isOver = nowSeconds >= deadlineSeconds(state)
  if (tests.length === 0) return { verdict: 'hold', because: 'nothing-to-judge' }
  const rejected = tests.filter(each => each.test.decision === 'reject' && !isDoubtful(state, each.objective))
  const whose = rejected.map(each => whoseRejection(state, each, nowSeconds))
  if (whose.includes('canary')) return { verdict: 'roll-back' }
  if (whose.includes('both')) return { verdict: 'hold', because: 'both-fail' }
  if (state.cutOff.count > CUT_OFF_SECONDS) return { verdict: 'hold', because: 'cut-off' }
  if (isOfBoth(state, nowSeconds, rejected)) return { verdict: 'hold', because: 'both-fail' }
  if (doubtfulObjectives(state).length > 0) {
    // The first answers of a cold machine may be late; what goes on so decides nothing.
    const isLong = reachedSeconds(state, nowSeconds) >= EXCLUDED_FOR_SECONDS
    return isLong || isOver ? { verdict: 'hold', because: 'excluded' } : undefined
  }
  const isStarved = starvedPaths(state).length > 0
  if (isStarved && isShareKnown(state, nowSeconds)) return { verdict: 'roll-back', because: 'too-little' }
  if (!isStarved && tests.every(each => isAccepted(state, each))) return { verdict: 'proceed' }
  if (isUnknown(state, nowSeconds)) return { verdict: 'hold', because: 'unknown-release' }
  if (!isOver) return undefined
  // What is a little slower than before is said, and stops nothing.
  if (!isStarved && tests.every(each => each.objective.question === 'slower' || isAccepted(state, each)))
    return { verdict: 'proceed' }
  return { verdict: 'hold', because: state.firstSeconds === undefined ? 'no-answers' : 'undecided' }
}

/** Whether it cannot be said that what fails is the canary's, or the old release is down beside it. */
function isOfBoth(state: GateState, nowSeconds: number, rejected: readonly GateTest[]): boolean {
  const isOver = nowSeconds >= deadlineSeconds(state)
  return (isOver && rejected.length > 0) || sharedTests(state, nowSeconds).length > 0
}

/** Whether a test lets a release pass; what cannot be compared is silent, and said. */
function isAccepted(state: GateState, { objective: { path, question }, test }: GateTest): boolean {
  if (test.decision === 'accept') return true
  return question === 'slower' && test.answers === 0 && silentPaths(state).includes(path)
}

/** Whether no answer of the release came for long; a canary beside signed answers is starved instead. */
function isUnknown(state: GateState, nowSeconds: number): boolean {
  if (reachedSeconds(state, nowSeconds) < GATE_LIMITS.unseenSeconds) return false
  return state.settings.canary === undefined ? unseenPaths(state).length > 0 : isUnsigned(state.population)
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
  return Math.max(excludedShare(tally, state.cutOff.excluded.get(path)), question === 'fast' ? untimedShare(tally) : 0)
}

/** The paths on which answers are signed, or would be, and none by the release under test. */
export function unseenPaths(state: GateState): readonly string[] {
  const { settings, population } = state
  if (settings.release === undefined || isUnsigned(population)) return []
  return pathsOf(settings).filter(path => tallyOf(state, path).judged.signed === 0)
}
