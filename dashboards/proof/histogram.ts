import type { SampledSeries } from '../../slo/timeline/sampled-series.ts'
import type { TimeRange } from '../../slo/timeline/time-range.ts'

/** How wide a latency distribution is: the logarithm of what the slowest sixth takes, over the median. */
const SPREAD = 0.45

/** The series of a histogram whose values lie log-normally around a median, in the histogram's unit. */
export function histogram(
  name: string,
  labels: Readonly<Record<string, string>>,
  bounds: readonly number[],
  median: number,
  count: (moment: number) => number,
  range: TimeRange,
): readonly SampledSeries[] {
  const buckets = [...bounds, Number.POSITIVE_INFINITY].map(bound => ({
    name: `${name}_bucket`,
    labels: { ...labels, le: bound === Number.POSITIVE_INFINITY ? '+Inf' : String(bound) },
    value: (moment: number) => Math.round(count(moment) * belowBound(bound, median)),
    range,
  }))
  const mean = median * Math.exp((SPREAD * SPREAD) / 2)
  return [
    ...buckets,
    { name: `${name}_sum`, labels, value: moment => count(moment) * mean, range },
    { name: `${name}_count`, labels, value: moment => Math.round(count(moment)), range },
  ]
}

/** The part of values at or under a bound. */
function belowBound(bound: number, median: number): number {
  if (bound === Number.POSITIVE_INFINITY) return 1
  return normalBelow(Math.log(bound / median) / SPREAD)
}

/** The normal distribution's part below z, by the logistic curve that fits it to within 0.01. */
function normalBelow(z: number): number {
  return 1 / (1 + Math.exp(-1.702 * z))
}
