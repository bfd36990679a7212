import { inSeconds } from '../../../../lib/duration.ts'
import { type Beside, besideAfter, NOTHING_BESIDE } from '../beside/beside.ts'
import { shareOf, shareWindowSeconds } from '../beside/canary-share.ts'
import { type Compared, comparedAfter, latestGoodSeconds } from '../beside/compared.ts'
import { isOldSlow, slownessOf } from '../beside/slow-bar.ts'
import { type Whose, whoseFailures, whoseUnsigned } from '../beside/whose.ts'
import type { Answer } from './answer.ts'
import { cutOffSince, isCutOffAt } from './cut-off.ts'
import { PROBE_RATES } from './limits.ts'
import type { Belonging } from './population.ts'
import { withAnswer } from './sequential-test.ts'
import { pathsOf } from './settings.ts'
import { type GateState, type GateTest, reachedSeconds } from './state.ts'

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
  belonging: Belonging,
): { readonly isSlower: boolean; readonly isMuchSlower: boolean } | undefined {
  if (beside?.bar === undefined || failure !== undefined || took === undefined) return undefined
  if (belonging !== 'judged') {
    const isSlow = isOldSlow(beside.bar, inSeconds(took))
    return { isSlower: isSlow, isMuchSlower: isSlow }
  }
  const slowness = slownessOf(beside.bar, inSeconds(took))
  return { isSlower: slowness !== 'usual', isMuchSlower: slowness === 'much-slower' }
}

/** A test beside a canary after one more answer of either release, which says so about what it asks. */
export function testedBeside(
  each: GateTest,
  answer: Answer,
  is: { readonly belonging: Belonging; readonly isBad: boolean },
): GateTest {
  const { sentSeconds, release } = answer
  const isOurs = is.belonging === 'judged'
  // A good answer that nothing has signed, or any while the old release is known to fail so, says nothing of either.
  if (!isOurs && (is.belonging !== 'other' || release === undefined)) return each
  const by = release === undefined ? undefined : isOurs ? ('canary' as const) : ('old' as const)
  const { compared, counted } = comparedAfter(each.compared, { sentSeconds, by, isBad: is.isBad })
  const good = isOurs && !is.isBad ? withAnswer(each.test, false, sentSeconds) : each.test
  return { ...each, compared, test: counted.reduce((test, sent) => withAnswer(test, true, sent), good) }
}

/** Whose failures a test has rejected for: those of the canary, of both, or not yet known; without a canary, of the release. */
export function whoseRejection(state: GateState, { objective: { question } }: GateTest, nowSeconds: number): Whose {
  const { canary } = state.settings
  // What is slower is measured against the old release anyway.
  if (canary === undefined || question === 'slower') return 'canary'
  const share = shareOf(canary)
  const all = state.tests.filter(({ objective }) => objective.question === question).map(({ compared }) => compared)
  const sum = (count: (compared: Compared) => number): number => all.reduce((total, one) => total + count(one), 0)
  const [ours, unsigned, theirs] = [sum(one => one.ours), sum(one => one.unsigned), sum(one => one.theirs)]
  const whose = whoseFailures({ ours, theirs }, share)
  const isSignedEnough = unsigned === 0 || whoseFailures({ ours: ours - unsigned, theirs }, share) === 'canary'
  if (whose !== 'canary' || isSignedEnough) return whose
  const signatures = [...state.besides.values()].map(beside => beside.signatures)
  return whoseUnsigned(signatures, share, { nowSeconds, isCutOff: seconds => isCutOffAt(state.cutOff, seconds) })
}

/** An old release that has given no good answer for so long is down. */
const OLD_DOWN_SECONDS = 20

/** The tests of which most answers of the canary say nothing, because the old release has answered no better, and is down at a moment. */
export function sharedTests(
  { tests, fromSeconds, cutOff }: GateState,
  nowSeconds = Number.POSITIVE_INFINITY,
): readonly GateTest[] {
  return tests.filter(({ compared, test }) => {
    if (compared.shared <= test.answers) return false
    const since = latestGoodSeconds(compared) ?? fromSeconds
    return nowSeconds - since - cutOffSince(cutOff, since) >= OLD_DOWN_SECONDS
  })
}

/** The paths on which the canary answers too little. */
export function starvedPaths({ besides }: GateState): readonly string[] {
  return [...besides].flatMap(([path, { share }]) => (share.isTooLittle ? [path] : []))
}

/** Whether a canary has been looked at for as long as its share takes. */
export function isShareKnown(state: GateState, nowSeconds: number): boolean {
  const { canary } = state.settings
  return canary !== undefined && reachedSeconds(state, nowSeconds) >= shareWindowSeconds(canary, PROBE_RATES)
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
