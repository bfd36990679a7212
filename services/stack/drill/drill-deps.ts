import type { Duration } from '../../../lib/duration.ts'
import type { Slo } from '../../../slo/core/model.ts'
import type { LocatedFault } from '../control/page.ts'
import type { StackClient } from '../control/stack-client.ts'
import type { StatusDocument } from '../control/status-document.ts'
import type { Promised, PromisedTicket } from './promised.ts'

/** What a drill asks of a status. */
export type DrillStatus = Pick<
  StatusDocument,
  'isReady' | 'faultDomain' | 'pagesFiring' | 'drill' | 'budgetGivenBackFor'
> & { readonly slos: readonly Pick<StatusDocument['slos'][number], 'id' | 'budgetRemaining' | 'burnRate5m'>[] }

/** Where a drill is run, as the one who watches it sees it. Every call rejects where nothing answers. */
export interface DrillClient extends Omit<StackClient, 'status'> {
  readonly status: () => Promise<DrillStatus>
  /** Whether an alert fires because of the drill that runs. Absent where no drill promises a ticket. */
  readonly hasFired?: (ticket: PromisedTicket) => Promise<boolean>
}

/** What a drill needs to run and to report. */
export interface DrillDeps {
  readonly client: DrillClient
  readonly slos: readonly Slo[]
  readonly say: (line: string) => void
  /** Milliseconds since 1970; incidents carry wall-clock times. */
  readonly now: () => number
  /** Resolves after a time, or when the signal aborts. */
  readonly pause: (duration: Duration) => Promise<void>
  readonly signal: AbortSignal
  /** Nothing gives back what a drill spends of a budget. */
  readonly isSpentForGood?: true
}

/** A drill that is on. */
export interface Broken {
  readonly drill: Promised
  readonly started: number
  readonly report: (line: string) => void
  /** Where the fault is that the drill's own probes have. */
  readonly ask: () => Promise<LocatedFault | undefined>
}
