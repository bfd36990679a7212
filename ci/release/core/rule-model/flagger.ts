import { type Exposure, failedRequests, type ModelledRelease, type RuleRun, stays, TROUBLE_WITHIN } from './release.ts'
import { trafficOf } from './traffic.ts'

/** How Flagger is told to go out. */
interface FlaggerSettings {
  readonly intervalSeconds: number
  /** So many failed checks take it back. */
  readonly threshold: number
  readonly stepWeight: number
  readonly maxWeight: number
}

/** What its code takes where nothing is said: each minute, and one failed check is enough; weights of its guide for Traefik. */
export const FLAGGER_DEFAULTS: FlaggerSettings = { intervalSeconds: 60, threshold: 1, stepWeight: 0.05, maxWeight: 0.5 }

/** Its guide for Traefik. */
export const FLAGGER_GUIDE: FlaggerSettings = { intervalSeconds: 10, threshold: 10, stepWeight: 0.05, maxWeight: 0.5 }

/** What its two checks ask for, over a window: 99 % of the answers not 5xx, and the 99th percentile within half a second. */
const [LEAST_GOOD, WINDOW_SECONDS, MOST_SECONDS] = [0.99, 60, 0.5]
/** The 99th percentile of the old release, as our own model has it. */
const OLD_P99_SECONDS = 0.054

interface Look {
  readonly at: number
  readonly requests: number
  readonly failed: number
}

/**
 * Flagger with its checks of Traefik: each interval it looks back over a window; a failed check stops the weight where it is. That
 * there are enough failed ones it sees an interval later; a query that fails is a failed check. What reaches the greatest weight is promoted, and not looked at again.
 */
export function flagger(settings: FlaggerSettings, release: ModelledRelease, random: () => number): RuleRun {
  const { intervalSeconds, threshold, stepWeight, maxWeight } = settings
  const traffic = trafficOf(release, random)
  const exposures: Exposure[] = []
  const looks: Look[] = []
  const blindFrom = random() * TROUBLE_WITHIN
  const isBlindAt = (at: number): boolean => at >= blindFrom && at < blindFrom + (release.blindSeconds ?? 0)
  const isSlow = OLD_P99_SECONDS * (release.slowdown ?? 1) > MOST_SECONDS
  let weight = stepWeight
  let failedChecks = 0
  for (let at = intervalSeconds; ; at += intervalSeconds) {
    exposures.push({ weight, seconds: intervalSeconds, age: at - intervalSeconds })
    looks.push({ at, ...traffic(at - intervalSeconds, intervalSeconds, weight) })
    if (failedChecks >= threshold)
      return { isTakenBack: true, seconds: at, failedRequests: failedRequests(release, exposures) }
    if (isSlow || isBlindAt(at) || goodPart(looks, at) < LEAST_GOOD) failedChecks += 1
    else if (weight < maxWeight - 1e-9) weight += stepWeight
    else {
      return {
        ...{ isTakenBack: false, seconds: at },
        failedRequests: failedRequests(release, [...exposures, ...stays(at)]),
      }
    }
  }
}

function goodPart(looks: readonly Look[], at: number): number {
  const within = looks.filter(look => look.at > at - WINDOW_SECONDS)
  const sum = (of: (look: Look) => number): number => within.reduce((total, look) => total + of(look), 0)
  return 1 - sum(({ failed }) => failed) / sum(({ requests }) => requests)
}
