import type { FaultDomain } from '../../prober/contract/names.ts'
import { pastTitle } from './past-title.ts'

/** What wakes the on-call: every alert of one service and severity that fires at the same time, as one page. */
export interface Page {
  readonly id: string
  readonly severity: 'page' | 'ticket'
  readonly status: 'firing' | 'resolved'
  /** ISO 8601, UTC. */
  readonly startedAt: string
  /** The moment that the title and its figures are of, the worst of the incident; ISO 8601, UTC. */
  readonly saidAt?: string
  readonly resolvedAt?: string
  readonly title: string
  /** Ids of the SLOs that burn. */
  readonly slos: readonly string[]
  readonly faultDomain: FaultDomain
  /** How many instances of that hop fail, as `1 of 2`; absent where the failures follow none. */
  readonly instances?: string
  /** Which instances those are, as `web-2`. */
  readonly failing?: string
  /** The hop answers, only slower than it should. */
  readonly isSlow?: true
  /** The times in which its SLOs' own probes failed, oldest first; one page may last over several faults. */
  readonly causes?: readonly Cause[]
  /** The observations that the prober's fault domain rests on, a sentence each. */
  readonly evidence: readonly string[]
  /** The moment that the fault domain and its evidence are of; ISO 8601, UTC. Absent where no prober named it. */
  readonly seenAt?: string
  /** 1 spends the budget in exactly one period. */
  readonly burnRate?: number
  /** The part of events that were bad in the last minutes, as `12.5%`. */
  readonly badNow?: string
  /** How long the budget remaining lasts at this rate, as `2h 4m 0s`. */
  readonly lasts?: string
  /** The alert's own summary, a sentence or two. */
  readonly summary?: string
  /** A path in the repository, or an address; of the alert that the title is of. */
  readonly runbook: string
  /** Which alert the title, its figures and the runbook are of: the worst of the incident. */
  readonly titledBy?: string
  /** What fires now, where that alert has ended; oldest first. */
  readonly firesNow?: readonly FiringAlert[]
}

/** An alert that goes on after the one that a page is titled by. */
interface FiringAlert {
  readonly title: string
  readonly runbook: string
  /** ISO 8601. */
  readonly since: string
}

/** How ids of the pages begin that the stack sends by itself, when no alert can. */
export const OWN_PAGES = 'stack'

/** Whether a page is about the alerting itself: it is known to fire while all others are not. */
export function isOwnPage({ id }: Pick<Page, 'id'>): boolean {
  return id.startsWith(`${OWN_PAGES} `)
}

/** A time in which the probes of a page's SLOs failed. */
export interface Cause {
  readonly faultDomain: FaultDomain
  readonly instances?: string
  /** Which instances those are, as `web-2`. */
  readonly failing?: string
  readonly isSlow?: true
  /** ISO 8601, UTC. */
  readonly from: string
  /** Absent while it lasts. */
  readonly until?: string
}

/** Whether what a page is about is over, though it may still fire until its windows have cleared. */
export function isPast({ status, causes = [] }: Pick<Page, 'status' | 'causes'>): boolean {
  return status === 'resolved' || (causes.length > 0 && causes.every(({ until }) => until !== undefined))
}

/** The title as it may be read now: what burned does not burn any more. */
export function titleNow(page: Pick<Page, 'title' | 'status' | 'causes' | 'firesNow' | 'resolvedAt'>): string {
  const { title, firesNow = [], resolvedAt } = page
  return isPast(page) || firesNow.length > 0 ? pastTitle(title, resolvedAt) : title
}
