import { type Duration, minutes } from '../../../../lib/duration.ts'
import { current, type Ledger, unfinished } from './ledger.ts'
import type { LedgerEntry } from './ledger-entry.ts'

/** For so long after it was judged good a release is unproven: what a gate of half a minute cannot see shows by then. */
export const PROBATION: Duration = minutes(30)

/** Whether a release is out and unproven at a moment, for its first half hour is not over. */
function isUnproven({ state, probationUntil }: LedgerEntry, now: Date): boolean {
  return (state === 'good' || state === 'unproven') && probationUntil !== undefined && now < probationUntil
}

/** The releases to return to, those that are proven first: an unproven one is passed over unless there is no other. */
export function provenFirst(entries: readonly LedgerEntry[], now: Date): readonly LedgerEntry[] {
  return entries.toSorted((a, b) => Number(isUnproven(a, now)) - Number(isUnproven(b, now)))
}

/** What the watch of a first half hour is about. */
export type Watched =
  /** The release that the cluster has, and that is unproven. */
  | { readonly is: 'unproven'; readonly entry: LedgerEntry; readonly until: Date }
  /** A way back that this watch had begun and did not come to an end; one that failed is for a person. */
  | { readonly is: 'halfway'; readonly entry: LedgerEntry }

/** What there is to watch at a moment; undefined where nothing is: all is proven, or a deploy is under way or was cut off. */
export function watchedIn(ledger: Ledger, now: Date): Watched | undefined {
  if (ledger.newer !== undefined) return undefined
  const left = unfinished(ledger)
  if (left !== undefined)
    return left.state === 'rejected' && left.by === 'watch' && left.trouble === ''
      ? { is: 'halfway', entry: left }
      : undefined
  const entry = current(ledger)
  if (entry?.probationUntil === undefined || !isUnproven(entry, now)) return undefined
  return { is: 'unproven', entry, until: entry.probationUntil }
}
