/** One metric as a program declares it: its series differ in the values of its labels. */
export interface MetricFamily {
  readonly name: string
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly help: string
  /** Names of the labels, in the order in which they are written. */
  readonly labels: readonly string[]
  /** Upper bounds of a histogram's buckets; empty for the others. */
  readonly bounds: readonly number[]
}
