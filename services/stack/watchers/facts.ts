import type { LocatedFault } from '../control/page.ts'
import type { RejectedDefinitions } from './rejected-definitions.ts'

/** What the stack finds when it asks the parts that watch; moments are wall-clock times. */
export interface WatcherFacts {
  /** Since when Prometheus has not answered; undefined while it does. */
  readonly prometheusSilentSince: Date | undefined
  readonly alertmanagerSilentSince: Date | undefined
  readonly proberSilentSince: Date | undefined
  /** The newest sample of any scrape that Prometheus stored. */
  readonly newestSample: Date | undefined
  /** The newest value that a rule recorded. */
  readonly newestEvaluation: Date | undefined
  /** The newest sample of the prober's own metrics; they end with the first scrape that fails. */
  readonly newestProberSample: Date | undefined
  /** When Prometheus last sent Alertmanager the alert that always fires. */
  readonly heartbeat: Date | undefined
  /** The groups in which alerts fire, as Alertmanager has them; undefined while it does not answer. */
  readonly firingGroups: readonly string[] | undefined
  /** What the prober itself says is broken; undefined while it does not answer. */
  readonly fault: LocatedFault | undefined
  readonly maintenance: readonly KnownMaintenance[]
  /** Definitions that the prober refused; undefined when it runs by those in its file. */
  readonly rejected: RejectedDefinitions | undefined
}

/** A maintenance that is on, as the prober says. */
export interface KnownMaintenance {
  /** ISO 8601, UTC. */
  readonly from: string
  readonly until: string
  /** Every probe when empty. */
  readonly probes: readonly string[]
  readonly reason: string
}

/** Before anything has been asked. */
export const NO_FACTS: WatcherFacts = {
  prometheusSilentSince: undefined,
  alertmanagerSilentSince: undefined,
  proberSilentSince: undefined,
  newestSample: undefined,
  newestEvaluation: undefined,
  newestProberSample: undefined,
  heartbeat: undefined,
  firingGroups: undefined,
  fault: undefined,
  maintenance: [],
  rejected: undefined,
}
