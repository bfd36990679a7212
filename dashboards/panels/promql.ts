import { by } from '../../lib/promql/write-grouping.ts'
import { type Matchers, selector } from '../../lib/promql/write-selector.ts'

/** Grafana's range for rates: at least four scrapes, and a step when that is longer. */
export const RATE_INTERVAL = '$__rate_interval'

/** The growth of a counter per second. */
export function rate(name: string, matchers: Matchers = {}): string {
  return `rate(${selector(name, matchers)}[${RATE_INTERVAL}])`
}

/** The growth of a counter over a range, by default between two points of a graph. */
export function increase(name: string, matchers: Matchers = {}, range: string = RATE_INTERVAL): string {
  return `increase(${selector(name, matchers)}[${range}])`
}

/** A sum by labels. */
export function sumBy(labels: readonly string[], expr: string): string {
  return aggregated('sum', labels, expr)
}

/** A maximum by labels. */
export function maxBy(labels: readonly string[], expr: string): string {
  return aggregated('max', labels, expr)
}

/** A minimum by labels. */
export function minBy(labels: readonly string[], expr: string): string {
  return aggregated('min', labels, expr)
}

/** A count by labels. */
export function countBy(labels: readonly string[], expr: string): string {
  return aggregated('count', labels, expr)
}

function aggregated(operator: string, labels: readonly string[], expr: string): string {
  return labels.length === 0 ? `${operator}(${expr})` : `${operator} ${by(...labels)} (${expr})`
}

/** A ratio; where the whole is 0 there is no value, rather than NaN. */
export function ratio(part: string, whole: string): string {
  return `${part} / (${whole} > 0)`
}

/** A quantile of a histogram by labels, in the histogram's unit. */
export function quantile(
  q: number,
  histogram: string,
  matchers: Matchers = {},
  labels: readonly string[] = [],
): string {
  return `histogram_quantile(${q}, ${sumBy(['le', ...labels], rate(`${histogram}_bucket`, matchers))})`
}

/**
 * The growth of counters between two points by labels, of those that grew, and a series “none” at 0. A prober exports
 * dozens of reasons, so those without growth are left out; and an empty graph must not look like one without data.
 */
export function grownBy(labels: readonly [string, ...string[]], name: string, matchers: Matchers = {}): string {
  const grown = increase(name, matchers)
  return orNone(labels, sumBy(labels, grown), grown)
}

/** What the labels of a series say that stands for nothing, so that its name is a sentence: “none counted”. */
const NONE_WORDS = ['none', 'counted']

/** Those of the sums by labels that are over 0, and “none” at 0 while `any` has series. */
export function orNone(labels: readonly string[], sums: string, any: string): string {
  const none = labels.reduce(
    (expr, label, index) => `label_replace(${expr}, "${label}", "${NONE_WORDS[index] ?? ''}", "", "")`,
    `0 * ${sumBy([], any)}`,
  )
  return `${sums} > 0 or ${none}`
}

/**
 * A count that is 0 where nothing was counted but `present` has series; where `present` has none, there is no value.
 */
export function countOr(counted: string, present: string): string {
  return `count(${counted}) or 0 * count(${present})`
}
