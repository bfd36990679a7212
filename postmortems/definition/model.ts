import type { Duration } from '../../lib/duration.ts'
import type { Answerer, FaultDomain, Path, Phase } from '../../services/prober/contract/names.ts'
import type { Reason } from '../../services/prober/contract/reasons.ts'
import type { Segment } from '../../slo/timeline/segment.ts'
import type { TimelineSeries } from '../../slo/timeline/timeline.ts'

/** How bad an incident was for users: 1 for everything, 4 for hardly anything. */
export const SEVERITIES = ['SEV-1', 'SEV-2', 'SEV-3', 'SEV-4'] as const
type Severity = (typeof SEVERITIES)[number]

/** An incident as its file says it: what was measured, what must be noticed, and what was done about it. Times count from its start. */
export interface Incident {
  /** The path of the file in the repository. */
  readonly file: string
  readonly name: string
  readonly severity: Severity
  /** Made up to learn from; it has happened to no one here. */
  readonly isExercise: boolean
  readonly startedMilliseconds: number
  readonly length: Duration
  readonly times: IncidentTimes
  /** The affected SLOs, by their ids. */
  readonly slos: readonly string[]
  /** From the start on. */
  readonly segments: readonly Segment[]
  readonly paths: ReadonlyMap<Path, PathEnd>
  readonly series: readonly IncidentSeries[]
  readonly expected: Expected
  readonly deploys: readonly ExpectedDeploy[]
  readonly actions: readonly Action[]
}

export interface IncidentTimes {
  readonly detected: Duration
  readonly diagnosed: Duration
  readonly mitigated: Duration
}

/** How a bad request on a path ends. */
export interface PathEnd {
  /** `slow`: a good answer that comes too late. */
  readonly ends: Reason | 'slow'
  readonly phase: Phase
  readonly answeredBy: Answerer | undefined
  readonly status: number | undefined
  /** The part of the error ratio that this path has. */
  readonly share: number
  /** Whether the hop answers when it is asked about itself. */
  readonly isAlive: boolean
}

/** Another series, in steps. */
export interface IncidentSeries extends Pick<TimelineSeries, 'metric' | 'labels'> {
  /** What it is before the first step. */
  readonly before: SeriesValue
  readonly steps: readonly SeriesStep[]
}

/** A number, a moment as its seconds since 1970, or no sample. */
export type SeriesValue = number | { readonly afterStart: Duration } | undefined

interface SeriesStep {
  readonly at: Duration
  readonly value: SeriesValue
  /** What it is when the next step begins; it changes evenly until then. */
  readonly to: number | undefined
}

/** What the rules must make of it. */
export interface Expected {
  readonly alerts: readonly ExpectedAlert[]
  readonly silent: readonly NamedAlert[]
  /** How often someone is paged. */
  readonly pages: number
  readonly faultDomain: FaultDomain
}

export interface NamedAlert {
  readonly alert: string
  /** Any when undefined. */
  readonly severity: string | undefined
  /** Those that it must have; it may have others. */
  readonly labels: Readonly<Record<string, string>>
}

/** An alert that fires in a window of time, and may have to end in another one. */
export interface ExpectedAlert extends NamedAlert {
  /** It fires before the start. */
  readonly isThereBefore: boolean
  readonly from: Duration
  readonly by: Duration
  readonly endsFrom: Duration | undefined
  readonly endsBy: Duration | undefined
}

/** What a deploy of a release with the fault must end with, after a good one. */
export interface ExpectedDeploy {
  /** What the pods of the release do: the name of a script of the deploy's scenarios. */
  readonly image: string
  readonly ends: string
  /** From the apply to the verdict. */
  readonly within: Duration
  /** Words of its sentence. */
  readonly says: string
}

/** What was decided to do, and what shows that it is done. */
export interface Action {
  readonly action: string
  readonly owner: string
  /** Undefined: open. */
  readonly proof: Proof | undefined
}

export type Proof =
  | { readonly by: 'alert'; readonly alert: string }
  | { readonly by: 'test'; readonly file: string; readonly title: string }
  | { readonly by: 'manifest'; readonly object: string; readonly path: string; readonly bound: Bound }
  | { readonly by: 'policy'; readonly policy: string }
  | { readonly by: 'runbook'; readonly runbook: string; readonly says: string }

/** What a value of a manifest must be. */
export type Bound =
  | { readonly is: 'at_least' | 'at_most'; readonly quantity: string }
  | { readonly is: 'equal'; readonly text: string }
