import { by } from '../../lib/promql/write-grouping.ts'
import { type Matchers, selector } from '../../lib/promql/write-selector.ts'

/** Grafana's range for rates: at least four scrapes, and a step when that is longer. */
export const RATE_INTERVAL = '$__rate_interval'

/** How fast a counter grows, a second. */
export function rate(name: string, matchers: Matchers = {}): string {
  return `rate(${selector(name, matchers)}[${RATE_INTERVAL}])`
}

/** How much a counter grew between two points of a graph. */
export function increase(name: string, matchers: Matchers = {}, range: string = RATE_INTERVAL): string {
  return `increase(${selector(name, matchers)}[${range}])`
}

/** A sum, kept apart by labels. */
export function sumBy(labels: readonly string[], expr: string): string {
  return aggregated('sum', labels, expr)
}

/** A greatest value, kept apart by labels. */
export function maxBy(labels: readonly string[], expr: string): string {
  return aggregated('max', labels, expr)
}

/** A least value, kept apart by labels. */
export function minBy(labels: readonly string[], expr: string): string {
  return aggregated('min', labels, expr)
}

/** How many there are, kept apart by labels. */
export function countBy(labels: readonly string[], expr: string): string {
  return aggregated('count', labels, expr)
}

function aggregated(operator: string, labels: readonly string[], expr: string): string {
  return labels.length === 0 ? `${operator}(${expr})` : `${operator} ${by(...labels)} (${expr})`
}

/** A part of a whole; without a whole there is no value, rather than NaN. */
export function ratio(part: string, whole: string): string {
  return `${part} / (${whole} > 0)`
}

/** A quantile of a histogram, kept apart by labels, in the histogram's unit. */
export function quantile(
  q: number,
  histogram: string,
  matchers: Matchers = {},
  labels: readonly string[] = [],
): string {
  return `histogram_quantile(${q}, ${sumBy(['le', ...labels], rate(`${histogram}_bucket`, matchers))})`
}

/**
 * How much counters grew between two points, apart by labels, of those only that did. Beside them stands one series at 0
 * under the name “none”: a prober knows dozens of reasons, and a graph of nothing must not look like one without data.
 */
export function grownBy(labels: readonly [string, ...string[]], name: string, matchers: Matchers = {}): string {
  const grown = increase(name, matchers)
  return orNone(labels[0], sumBy(labels, grown), grown)
}

/** Of sums that are apart by a label those over 0, and beside them “none” at 0 while there is `any`thing to sum. */
export function orNone(label: string, sums: string, any: string): string {
  return `${sums} > 0 or label_replace(0 * ${sumBy([], any)}, "${label}", "none", "", "")`
}

/** A count that is 0 where `present` has series and nothing was counted; where `present` has none, it stays unknown. */
export function countOr(counted: string, present: string): string {
  return `count(${counted}) or 0 * count(${present})`
}
