import { KUBE_METRICS } from './kubernetes.ts'
import { type Metric, type MetricType, SCRAPE_LABELS } from './metric.ts'
import { MONITORING_METRICS } from './monitoring.ts'
import { NODE_METRICS } from './node-exporter.ts'
import { NODE_JS_METRICS } from './node-js.ts'
import { OWN_METRICS } from './own.ts'
import { TRAEFIK_METRICS } from './traefik.ts'

/** Every metric that our dashboards may use. */
export const CATALOGUE: readonly Metric[] = [
  ...OWN_METRICS,
  ...NODE_JS_METRICS,
  ...NODE_METRICS,
  ...KUBE_METRICS,
  ...TRAEFIK_METRICS,
  ...MONITORING_METRICS,
]

/** A series as PromQL names it: a histogram has three, its buckets with the label `le`. */
export interface KnownSeries {
  readonly metric: string
  /** Whether `rate` and `increase` apply: the sums, counts and buckets of a histogram are counters, too. */
  readonly isCounter: boolean
  readonly labels: ReadonlySet<string>
  /** Its labels without those that its scrape adds. */
  readonly ownLabels: readonly string[]
}

/** Every series name that the metrics make. */
export function seriesByName(metrics: readonly Metric[]): ReadonlyMap<string, KnownSeries> {
  return new Map(
    metrics.flatMap(({ name, type, labels }) =>
      SUFFIXES[type].map(([suffix, isCounter, extra]) => [
        `${name}${suffix}`,
        { metric: name, isCounter, labels: new Set([...addedTo(type), ...labels, ...extra]), ownLabels: labels },
      ]),
    ),
  )
}

/** A recorded series is not scraped: it has the labels that its rule keeps and sets. */
function addedTo(type: MetricType): readonly string[] {
  return type === 'recorded' ? [] : SCRAPE_LABELS
}

const SUFFIXES: Readonly<Record<MetricType, readonly (readonly [string, boolean, readonly string[]])[]>> = {
  counter: [['', true, []]],
  gauge: [['', false, []]],
  recorded: [['', false, []]],
  histogram: [
    ['_bucket', true, ['le']],
    ['_sum', true, []],
    ['_count', true, []],
  ],
  summary: [
    ['', false, ['quantile']],
    ['_sum', true, []],
    ['_count', true, []],
  ],
}

/** Every measured series, by its name. */
export const MEASURED = seriesByName(CATALOGUE)
