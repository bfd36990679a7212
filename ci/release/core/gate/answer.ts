import type { Duration } from '../../../../lib/duration.ts'

/** What came of one probe of the gate. */
export interface Answer {
  readonly path: string
  /** When the probe was sent, in seconds on the gate's own clock. */
  readonly sentSeconds: number
  readonly took: Duration
  /** The release that signed it (`x-release`); undefined when none did, as when a connection was refused. */
  readonly release: string | undefined
  /** What was wrong; undefined for an answer as the probe expects it. */
  readonly failure: AnswerFailure | undefined
  /** Why it says nothing about the release; undefined when it counts. */
  readonly excluded: Exclusion | undefined
}

/** Why an answer failed, in words of a closed list. */
export interface AnswerFailure {
  /** A reason of the prober, such as `status` or `refused`. */
  readonly reason: string
  /** The status that came, of an answer that came. */
  readonly status: number | undefined
  /** The hop that wrote it, where that is known. */
  readonly answeredBy: string | undefined
}

/** The gate's own machine was late, or a target of its own, which always answers, did not. */
export const EXCLUSIONS = ['prober', 'control'] as const
export type Exclusion = (typeof EXCLUSIONS)[number]
