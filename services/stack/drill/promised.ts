import type { Duration } from '../../../lib/duration.ts'
import type { FaultDomain } from '../../prober/contract/names.ts'

/** What must be noticed of a fault that is made on purpose, wherever it is made. */
export interface Promised {
  readonly says: string
  readonly faultDomain: FaultDomain
  /** Ids of the SLOs of which at least one must page; in a silent drill, those that would if the fault reached visitors. */
  readonly slos: readonly string[]
  /** Which part of the requests fail, by chance; all when absent. */
  readonly errorRatio?: number
  /** Nothing may page: visitors see nothing of the fault. */
  readonly isSilent?: true
  /** The stack itself pages, because no alert can. */
  readonly isPagedByStack?: true
  /** What opens a ticket although visitors see nothing. */
  readonly ticket?: PromisedTicket
}

/** An alert that must open a ticket. */
export interface PromisedTicket {
  readonly alert: string
  /** Until when it must be there, since the drill began. */
  readonly within: Duration
}
