import type { Signatures } from './canary-share.ts'

/** Failures of both releases at the same time. */
export interface FailuresBeside {
  readonly ours: number
  readonly theirs: number
}

/** Whose failures they are: the canary's, of both, or not yet known. */
export type Whose = 'canary' | 'both' | undefined

/** A bad canary fails so many times as often as the old release. */
const RATIO = 10

/** So often both that fail alike are taken for a bad canary, and a bad canary for both. */
const ERRORS = { canary: 0.001, both: 0.01 }

/**
 * Whose failures they are, where the canary gives a share of the answers. Of two releases that fail alike, whichever rate that is
 * and however it comes in bursts, each failure is the canary's with the probability of its share; of a bad canary more often: Wald's
 * test of that probability.
 */
export function whoseFailures({ ours, theirs }: FailuresBeside, share: number): Whose {
  const bad = (RATIO * share) / (RATIO * share + 1 - share)
  const score = ours * Math.log(bad / share) + theirs * Math.log((1 - bad) / (1 - share))
  if (score >= Math.log((1 - ERRORS.both) / ERRORS.canary)) return 'canary'
  return score <= Math.log(ERRORS.both / (1 - ERRORS.canary)) ? 'both' : undefined
}

/** So often failures of both that no release has signed are taken for the canary's, and those of the canary for both. */
const UNSIGNED_ERRORS = { canary: 0.001, both: 0.01 }

/** Where so long after the first of them it is not known, they count against the canary if they go on. */
const UNSIGNED_SECONDS = 20

/** Without another for so long they may have been the trouble of a moment; for twice as long they were. */
const QUIET_SECONDS = 10

/** When it is asked, and in which seconds nothing was reached, which tell the releases apart in nothing. */
interface UnsignedAt {
  readonly nowSeconds: number
  readonly isCutOff: (atSeconds: number) => boolean
}

/** Who gave the answers of the seconds in which some were not signed by any release. */
interface Seen {
  readonly old: number
  readonly canary: number
  readonly unsigned: number
}

/**
 * Whose failures they are that no release has signed. A canary that loses them gives fewer answers beside an old release that gives
 * its share of them all; where both lose them, both give fewer. Compared are the likelihoods of the answers, each with the loss that
 * fits it best (Wilks, 1938).
 */
export function whoseUnsigned(
  all: readonly (Signatures | undefined)[],
  share: number,
  { nowSeconds, isCutOff }: UnsignedAt,
): Whose {
  const { seen, firstSeconds, lastSeconds } = seenWithUnsigned(all, isCutOff)
  const score = ofCanary(seen, share) - ofBoth(seen, share)
  if (score >= -Math.log(UNSIGNED_ERRORS.canary)) return 'canary'
  if (score <= Math.log(UNSIGNED_ERRORS.both)) return 'both'
  const quietSeconds = nowSeconds - lastSeconds
  if (quietSeconds >= 2 * QUIET_SECONDS) return 'both'
  return nowSeconds - firstSeconds >= UNSIGNED_SECONDS && quietSeconds < QUIET_SECONDS ? 'canary' : undefined
}

function seenWithUnsigned(all: readonly (Signatures | undefined)[], isCutOff: UnsignedAt['isCutOff']) {
  const seconds = new Map<string, { old: number; canary: number; unsigned: number }>()
  let [firstSeconds, lastSeconds] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const [path, latest] of all.entries()) {
    for (let each = latest; each !== undefined; each = each.before) {
      if (each.by === undefined && isCutOff(each.sentSeconds)) continue
      const key = `${path} ${Math.floor(each.sentSeconds)}`
      const seen = seconds.get(key) ?? { old: 0, canary: 0, unsigned: 0 }
      seen[each.by ?? 'unsigned'] += 1
      seconds.set(key, seen)
      if (each.by !== undefined) continue
      firstSeconds = Math.min(firstSeconds, each.sentSeconds)
      lastSeconds = Math.max(lastSeconds, each.sentSeconds)
    }
  }
  const troubled = [...seconds.values()].filter(({ unsigned }) => unsigned > 0)
  const sum = (count: (seen: Seen) => number): number => troubled.reduce((total, each) => total + count(each), 0)
  const seen = { old: sum(each => each.old), canary: sum(each => each.canary), unsigned: sum(each => each.unsigned) }
  return { seen, firstSeconds, lastSeconds }
}

/** The likelihood, in logarithms, where only the canary loses answers. */
function ofCanary({ old, canary, unsigned }: Seen, share: number): number {
  const ours = canary + unsigned
  return old * Math.log(1 - share) + ours * Math.log(share) + partly(canary, ours) + partly(unsigned, ours)
}

/** The same where both lose as large a part. */
function ofBoth({ old, canary, unsigned }: Seen, share: number): number {
  const [signed, answers] = [old + canary, old + canary + unsigned]
  const each = old * Math.log(1 - share) + canary * Math.log(share)
  return each + partly(signed, answers) + partly(unsigned, answers)
}

/** So many of a whole, at the rate that fits best. */
function partly(count: number, of: number): number {
  return count === 0 ? 0 : count * Math.log(count / of)
}
