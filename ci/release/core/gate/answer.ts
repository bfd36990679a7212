import type { Duration } from '../../../../lib/duration.ts'

/** What came of one probe of the gate. */
export interface Answer {
  readonly path: string
  /** When the probe was sent, in seconds on the gate's own clock. */
  readonly sentSeconds: number
  /** Undefined where the machine of the gate was too late to measure it; what came counts all the same. */
  readonly took: Duration | undefined
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

/** Why an answer says nothing about the release, in words. */
export const EXCLUSIONS = {
  prober: 'the machine of the gate was late',
  control: 'the control target of the gate, which always answers, did not',
  unreached: 'the way to the site was closed to the gate, by DNS, the network or a certificate',
  limited: 'a hop limits the address of the gate, and answered 429',
} as const
export type Exclusion = keyof typeof EXCLUSIONS
export const EXCLUSION_NAMES = Object.keys(EXCLUSIONS) as readonly Exclusion[]
