import type { FaultDomain } from '../../prober/contract/names.ts'

/** What wakes the on-call: every alert of one service and severity that fires at the same time, as one page. */
export interface Page {
  readonly id: string
  readonly severity: 'page' | 'ticket'
  readonly status: 'firing' | 'resolved'
  /** ISO 8601, UTC. */
  readonly startedAt: string
  readonly resolvedAt?: string
  readonly title: string
  /** Ids of the SLOs that burn. */
  readonly slos: readonly string[]
  readonly faultDomain: FaultDomain
  /** The observations that the prober's fault domain rests on, a sentence each. */
  readonly evidence: readonly string[]
  /** 1 spends the budget in exactly one period. */
  readonly burnRate?: number
  /** The part of events that were bad in the last minutes, as `12.5%`. */
  readonly badNow?: string
  /** How long the budget remaining lasts at this rate, as `2h 4m 0s`. */
  readonly lasts?: string
  /** The alert's own summary, a sentence or two. */
  readonly summary?: string
  /** A path in the repository, or an address. */
  readonly runbook: string
}
