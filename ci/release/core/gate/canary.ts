import { inSeconds } from '../../../../lib/duration.ts'
import { type Beside, besideAfter, isSharedOutage, NOTHING_BESIDE } from '../beside/beside.ts'
import { shareWindowSeconds } from '../beside/canary-share.ts'
import { slownessOf } from '../beside/slow-bar.ts'
import type { Answer } from './answer.ts'
import { type GateState, type GateTest, tallyOf } from './gate.ts'
import { PROBE_RATES } from './limits.ts'
import type { Belonging } from './population.ts'
import { pathsOf } from './settings.ts'
import { type ReleaseTally, slowerCount } from './tally.ts'

/** What is known of both releases on a path after one more answer; undefined where no canary is judged. */
export function besideOf({ settings, besides }: GateState, answer: Answer): Beside | undefined {
  if (settings.canary === undefined) return undefined
  const before = besides.get(answer.path) ?? NOTHING_BESIDE
  if (answer.excluded !== undefined) return before
  const { release, failure, took, sentSeconds } = answer
  const seen = {
    sentSeconds,
    by: release === undefined ? undefined : release === settings.release ? ('canary' as const) : ('old' as const),
    isGood: failure === undefined,
    tookSeconds: took === undefined ? undefined : inSeconds(took),
  }
  return besideAfter(before, seen, { place: settings.canary, rates: PROBE_RATES })
}

/** Why an answer of the canary says nothing: it failed while the old release gave no good one either. */
export function sharedExclusion(answer: Answer, belonging: Belonging, beside: Beside | undefined): Answer['excluded'] {
  const isShared = belonging === 'judged' && answer.failure !== undefined && beside !== undefined
  return isShared && isSharedOutage(beside) ? 'shared' : undefined
}

/**
 * To whom an answer counts beside a canary: what no release has signed is its failure, never its good answer; and where the old
 * release failed so before, not its failure either.
 */
export function belongingBeside({ settings, tests }: GateState, answer: Answer, plain: Belonging): Belonging {
  if (settings.canary === undefined || plain !== 'judged' || answer.release !== undefined) return plain
  const isOldBroken = tests.some(({ objective, because }) => objective.path === answer.path && because === 'old-broken')
  return answer.failure === undefined || isOldBroken ? 'other' : 'judged'
}

/** Whether a good answer is slower than the old release's at the moment, and whether it is much slower; undefined where no bar is known. */
export function slownessBeside(
  beside: Beside | undefined,
  { failure, took }: Answer,
): { readonly isSlower: boolean; readonly isMuchSlower: boolean } | undefined {
  if (beside?.bar === undefined || failure !== undefined || took === undefined) return undefined
  const slowness = slownessOf(beside.bar, inSeconds(took))
  return { isSlower: slowness !== 'usual', isMuchSlower: slowness === 'much-slower' }
}

/** Answers of the old release at the same time that show a rate of its own. */
const LEAST_COMPARED = 20

/** Failing half as often as the canary, the old release is as broken: both are hit by the same. */
const AS_OFTEN = 0.5

/** Whether the old release fails what is asked nearly as often as the canary, at the same time: then it is not the release. */
export function isOfBoth(state: GateState, { objective: { path, question, latency }, test }: GateTest): boolean {
  if (state.settings.canary === undefined || question === 'slower') return false
  const olds = [...tallyOf(state, path).others.values()].filter(({ signed }) => signed > 0)
  const sum = (count: (tally: ReleaseTally) => number): number => olds.reduce((total, one) => total + count(one), 0)
  const asked = question === 'available' ? sum(one => one.answers) : sum(one => one.answers - one.failed - one.untimed)
  if (asked < LEAST_COMPARED) return false
  const limit = latency === undefined ? Number.POSITIVE_INFINITY : inSeconds(latency)
  const bad = question === 'available' ? sum(one => one.failed) : sum(one => slowerCount(one, limit))
  return bad / asked >= AS_OFTEN * (test.failures / test.answers)
}

/** The paths on which the canary answers too little. */
export function starvedPaths({ besides }: GateState): readonly string[] {
  return [...besides].flatMap(([path, { share }]) => (share.isTooLittle ? [path] : []))
}

/** Whether a canary has been looked at for as long as its share takes. */
export function isShareKnown({ settings, fromSeconds }: GateState, nowSeconds: number): boolean {
  const { canary } = settings
  return canary !== undefined && nowSeconds - fromSeconds >= shareWindowSeconds(canary, PROBE_RATES)
}

/** The paths on which too few answers of the old release are known to say whether the canary is slower. */
export function silentPaths({ settings, besides }: GateState): readonly string[] {
  if (settings.canary === undefined) return []
  return pathsOf(settings).filter(path => besides.get(path)?.bar === undefined)
}

/** The paths on which the canary is slower than the old release, but not so much that it is stopped for it. */
export function slowerPaths({ warnings }: GateState): readonly string[] {
  return warnings.flatMap(({ objective, test }) => (test.decision === 'reject' ? [objective.path] : []))
}
