/** What the prober measures: the probes with their paths, and the bounds its latency histogram counts at. */
export interface ProbeCatalogue {
  readonly probes: readonly ProbeEntry[]
  readonly bucketBoundsSeconds: readonly number[]
}

/** One probe as SLOs may name it. */
export interface ProbeEntry {
  readonly name: string
  readonly paths: readonly string[]
  /** How often it is sent, in seconds, where that is known. */
  readonly intervalSeconds?: number
  /** The longest time between two of its slots, where that is another: cron expressions have nights and weekends. */
  readonly longestGapSeconds?: number
}
