import { type Duration, minutes, seconds } from '../../lib/duration.ts'
import { selector } from '../../lib/promql/write-selector.ts'

/** Normal operation before the start: as long as the longest window of an alert that must be silent then. */
export const LEAD: Duration = minutes(15)

/** The time between two scrapes, and between two evaluations: what is noticed later than in the cluster is never noticed sooner. */
export const PACE: Duration = seconds(15)

/** A series with its value at each scrape; undefined where there is no sample. */
export interface ScrapedSeries {
  readonly metric: string
  readonly labels: Readonly<Record<string, string>>
  readonly values: readonly (number | undefined)[]
}

/** When it is scraped, from the start on, so that the lead is negative. */
export function scrapesUntil(end: Duration): readonly number[] {
  return Array.from({ length: Math.floor((LEAD + end) / PACE) + 1 }, (_, index) => index * PACE - LEAD)
}

/** A series as `promtool test rules` takes it. */
export function promtoolInput({ metric, labels, values }: ScrapedSeries) {
  return { series: selector(metric, labels), values: valuesText(values) }
}

/** Values in promtool's notation: `0+3x20` is 21 samples that rise by 3, `_x20` twenty that are missing. */
function valuesText(values: readonly (number | undefined)[]): string {
  const parts: string[] = []
  for (let from = 0; from < values.length; ) {
    const first = values[from]
    const step = (values[from + 1] ?? Number.NaN) - (first ?? Number.NaN)
    const isAlike = (index: number): boolean =>
      first === undefined
        ? values[index] === undefined
        : (values[index] ?? Number.NaN) - (values[index - 1] ?? 0) === step
    let to = from + 1
    while (to < values.length && isAlike(to)) to += 1
    // A series that ends is marked as stale at its first scrape without it, as Prometheus does.
    if (first === undefined && from > 0) parts.push('stale', ...(to - from > 1 ? [`_x${to - from - 1}`] : []))
    else if (first === undefined) parts.push(`_x${to - from}`)
    else
      parts.push(to === from + 1 ? String(first) : `${first}${step < 0 ? '-' : '+'}${Math.abs(step)}x${to - from - 1}`)
    from = to
  }
  return parts.join(' ')
}
