/** Whose fault a finding is: a release that did not cause it is not rolled back as a bad one. */
type FaultOf = 'release' | 'setup' | 'node'

/** One reason why a rollout does not come to its end, as a person needs it. */
export interface Finding {
  /** Stable, for scripts and documents. */
  readonly code: string
  readonly faultOf: FaultOf
  /** Waiting helps nothing: the rollout ends now. */
  readonly isFinal: boolean
  /** What happened, without a full stop. */
  readonly what: string
  /** What to do about it. */
  readonly fix: string
  /** What it stands on, a line each: statuses, events, log lines. Texts from outside are one line each. */
  readonly evidence: readonly string[]
}

/** The finding as one sentence with its fix. */
export function sentenceOf({ what, fix }: Finding): string {
  return `${what}. ${fix}`
}
