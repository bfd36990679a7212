import { type Duration, minutes } from '../../../../lib/duration.ts'
import type { EntryState, LedgerEntry, ReadEntry } from './ledger-entry.ts'

/** So many releases are kept. */
const LEDGER_LENGTH = 10

/** The releases of an installation, the newest first, and what could not be read. */
export interface Ledger {
  readonly entries: readonly LedgerEntry[]
  /** A sentence each, of entries that are skipped. */
  readonly damaged: readonly string[]
  /** Why nothing may be done: a newer deployer was here. */
  readonly newer: string | undefined
}

/** A ledger from its entries, in any order. */
export function ledgerOf(read: readonly ReadEntry[]): Ledger {
  return {
    entries: read.flatMap(each => ('entry' in each ? [each.entry] : [])).toSorted((a, b) => b.number - a.number),
    damaged: read.flatMap(each => ('damaged' in each ? [each.damaged] : [])),
    newer: read.flatMap(each => ('newer' in each ? [each.newer] : [])).at(0),
  }
}

/** The number of the next entry: also damaged ones count, by the number in their names. */
export function nextNumber({ entries }: Ledger, namesThere: readonly string[]): number {
  const named = namesThere.map(name => Number(/^release-(\d+)/.exec(name)?.[1] ?? 0))
  return Math.max(0, ...named, ...entries.map(({ number }) => number)) + 1
}

/** The releases that one may return to, the newest first; what was never judged good is none. */
export function goodEntries({ entries }: Ledger): readonly LedgerEntry[] {
  return entries.filter(({ state }) => state === 'good')
}

/** The releases that were applied; of those that came no further than their canary nothing stayed. */
function applied<T extends Pick<Ledger, 'entries'>>(ledger: T): T {
  return { ...ledger, entries: ledger.entries.filter(({ state }) => !BESIDE.includes(state)) }
}

const BESIDE: readonly EntryState[] = ['canary', 'caught', 'withdrawn']

/** What a killed run left: a release that is being applied, or one whose way back is not over. */
export function unfinished(ledger: Ledger): LedgerEntry | undefined {
  const [newest] = applied(ledger).entries
  return newest?.state === 'applying' || newest?.state === 'rejected' ? newest : undefined
}

/** The release that the cluster has, whatever is known of it: the newest, or that which came back in its place. */
export function current(ledger: Ledger): LedgerEntry | undefined {
  const { entries } = applied(ledger)
  let entry = entries.at(0)
  for (let steps = 0; entry?.state === 'returned' && steps < entries.length; steps += 1) {
    const { returnedTo } = entry
    entry = entries.find(({ number }) => number === returnedTo) ?? goodEntries(ledger).at(0)
  }
  return entry
}

/** The release that the cluster has, and that is good: only then an equal one is nothing to do. */
export function standing(ledger: Ledger): LedgerEntry | undefined {
  const there = current(ledger)
  return there?.state === 'good' ? there : undefined
}

/** The release that was the last to stand and to be good. */
function lastStanding({ entries, ...ledger }: Ledger): LedgerEntry | undefined {
  const steps = entries.map((_, index) => standing({ ...ledger, entries: entries.slice(index) }))
  return steps.find(entry => entry !== undefined)
}

/** For so long a release that was judged good is on probation: it is watched, and has not proven itself by standing. */
export const PROBATION: Duration = minutes(30)

/** Whether a release stood for as long as its probation until another one was applied. */
function isProven(ledger: Ledger, { number, endedAt }: LedgerEntry): boolean {
  const next = applied(ledger).entries.findLast(entry => entry.number > number)
  return endedAt !== undefined && next !== undefined && next.startedAt.getTime() - endedAt.getTime() >= PROBATION
}

/**
 * The good releases in the order in which one returns to them: what stood last before a number, then what is older, and last what is
 * younger, for a person has passed it over. Of these the ones first that have proven themselves.
 */
export function returnOrder(ledger: Ledger, before = Number.POSITIVE_INFINITY): readonly LedgerEntry[] {
  const stood = lastStanding({ ...ledger, entries: ledger.entries.filter(({ number }) => number < before) })
  const isPassedOver = ({ number }: LedgerEntry): boolean => stood !== undefined && number > stood.number
  return goodEntries(ledger).toSorted(
    (a, b) =>
      Number(isPassedOver(a)) - Number(isPassedOver(b)) ||
      Number(isProven(ledger, b)) - Number(isProven(ledger, a)) ||
      b.number - a.number,
  )
}

const REJECTED: readonly EntryState[] = ['rejected', 'returned', 'caught']

/** The entry that rejected this very set, when nothing has been judged good since in its place. */
export function rejectionOf({ entries }: Ledger, hash: string): LedgerEntry | undefined {
  const newest = entries.find(entry => entry.hash === hash)
  return newest !== undefined && REJECTED.includes(newest.state) ? newest : undefined
}

/** Whether what is pushed now mends what the last push broke or left open. */
export function isFixOf({ entries: [newest] }: Ledger, hash: string): boolean {
  return newest !== undefined && newest.state !== 'good' && newest.hash !== hash
}

/** When releases were under test that were judged bad: pages that began then are theirs. */
export function rejectedSpans({ entries }: Ledger): readonly (readonly [from: Date, until: Date])[] {
  return entries.flatMap(({ state, startedAt, endedAt }) =>
    REJECTED.includes(state) && endedAt !== undefined ? [[startedAt, endedAt] as const] : [],
  )
}

/** What is over the length, the oldest first; the newest that is good stays, and what stands or stood last, however old. */
export function overLength(ledger: Ledger, length = LEDGER_LENGTH): readonly LedgerEntry[] {
  const kept = [goodEntries(ledger).at(0), lastStanding(ledger), current(ledger)]
  return ledger.entries
    .slice(length)
    .filter(entry => !kept.includes(entry))
    .toReversed()
}
