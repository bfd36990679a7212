import type { Duration } from '../../lib/duration.ts'
import type { FaultDomain, Path } from '../../services/prober/contract/names.ts'
import type { PathEnd } from '../definition/model.ts'

/** Everything that is known of an incident before a person writes about it. Moments are milliseconds since 1970. */
export interface DraftFacts {
  readonly name: string
  readonly isExercise: boolean
  readonly started: number
  readonly length: Duration
  readonly slos: readonly AffectedSlo[]
  readonly signals: readonly DraftSignal[]
  readonly paths: ReadonlyMap<Path, PathEnd>
  readonly failures: readonly FailureCount[]
  /** How long each hop was named, the longest first. */
  readonly domains: readonly { readonly domain: FaultDomain; readonly length: Duration }[]
  readonly alerts: readonly SeenAlert[]
  /** Releases that began to run. */
  readonly releases: readonly { readonly at: number; readonly release: string }[]
  readonly silences: readonly { readonly at: number; readonly says: string }[]
  readonly deploy: SeenDeploy | undefined
  /** The sources that gave something, and what was wrong with the others. */
  readonly sources: readonly string[]
  readonly away: readonly string[]
}

/** What was spent of an SLO's budget. */
export interface SpentSlo {
  readonly id: string
  /** Bad events; undefined where no one counted them. */
  readonly bad?: number
  /** The part of the period's budget that they spent; undefined where it is not known. */
  readonly spent?: number
}

export interface AffectedSlo extends SpentSlo {
  /** The alert of its burn. */
  readonly alert: string
}

/** Of these the text for people is made: a deploy knows no more. */
export type ReadmeFacts = Omit<DraftFacts, 'slos' | 'signals' | 'paths'> & { readonly slos: readonly SpentSlo[] }

/** From a moment after the start on. */
export interface DraftSignal {
  readonly at: Duration
  readonly errorRatio: number
  /** No probe was counted at all. */
  readonly isBlind: boolean
}

/** Bad probes of a route, by why and in which phase. */
export interface FailureCount {
  readonly probe: string
  readonly path: Path
  readonly reason: string
  readonly phase: string
  readonly count: number
}

export interface SeenAlert {
  readonly alert: string
  readonly severity: string
  readonly labels: Readonly<Record<string, string>>
  readonly from: number
  /** Undefined while it fires. */
  readonly to: number | undefined
}

/** What the evidence of a deploy says. */
export interface SeenDeploy {
  readonly end: string
  readonly sentence: string
  readonly release: string | undefined
  readonly returnedTo: string | undefined
  readonly states: readonly { readonly state: string; readonly from: number; readonly seconds: number }[]
  /** The part of the answers of the release that failed, the worst path's; undefined without a gate. */
  readonly failedPart: number | undefined
  /** By what it was noticed, and what ended it. */
  readonly seenBy: string
  readonly healed: string
  /** Sentences: of the gate, of what the deploy cost, and of what a reader must know besides. */
  readonly notes: readonly string[]
  /** Where a dashboard shows that time. */
  readonly dashboard: string | undefined
}
