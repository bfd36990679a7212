/** The type of a metric: `recorded` is the value of a recording rule, which functions may use as a gauge. */
export type MetricType = 'counter' | 'gauge' | 'histogram' | 'summary' | 'recorded'

/** A metric that dashboards may use. */
export interface Metric {
  readonly name: string
  readonly type: MetricType
  /** Labels of its own, beside those of its scrape. */
  readonly labels: readonly string[]
}

/** Labels that a scrape adds to everything, by Prometheus itself or by how a cluster is discovered. */
export const SCRAPE_LABELS = ['job', 'instance', 'namespace', 'pod', 'node', 'cluster', 'container', 'service'] as const

/** Metrics of one type with their labels. */
export function metrics(type: MetricType, labelled: Readonly<Record<string, readonly string[]>>): readonly Metric[] {
  return Object.entries(labelled).map(([name, labels]) => ({ name, type, labels }))
}
