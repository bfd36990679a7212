import { whoseFailures } from '../beside/whose.ts'
import type { Requests, UsersCounted } from './counted.ts'
import { requestsOf } from './counted.ts'

/** A good release answers at most this part of users' requests with 5xx, a bad one at least that: as the gate's own tests have it. */
export const USERS_RATES = { p0: 0.002, p1: 0.03 } as const

/** How often a good canary is stopped for users' requests: a tenth of what the gate as a whole may be wrong. */
const USERS_ALPHA = 0.0001

/** How often a bad one is not; it need not be stopped here. */
const BETA = 0.01

/** Two failures between two readings are chance too often to be called a burst. */
const LEAST_BURST = 3

/**
 * Whether users' requests stop a canary: Wald's test of the part that it answers with 5xx, in which the worst span between two
 * readings counts as one failure, and in which what hits the old release as often is of neither. It never accepts: no release passes
 * for it.
 */
export function isStoppedByUsers(counted: UsersCounted, canary: string): boolean {
  const all = requestsOf(counted)
  const ours = all.get(canary)
  if (ours === undefined) return false
  const theirs = [...all].reduce((sum, [release, { failed }]) => sum + (release === canary ? 0 : failed), 0)
  const requests = [...all.values()].reduce((sum, each) => sum + each.requests, 0)
  const worst = Math.max(0, ...counted.spans.map(span => span.get(canary)?.failed ?? 0))
  const aside = worst < LEAST_BURST ? 0 : worst - 1
  if (score({ requests: ours.requests - aside, failed: ours.failed - aside }) < Math.log((1 - BETA) / USERS_ALPHA))
    return false
  return whoseFailures({ ours: ours.failed, theirs }, Math.min(MOST_SHARE, ours.requests / requests)) === 'canary'
}

/** A canary that answers nearly everything leaves no old release to compare it with. */
const MOST_SHARE = 0.9

function score({ requests, failed }: Requests): number {
  const { p0, p1 } = USERS_RATES
  return failed * Math.log(p1 / p0) - (requests - failed) * Math.log((1 - p0) / (1 - p1))
}
