import { METRICS } from '../../services/prober/contract/names.ts'
import { SERIES } from '../core/names.ts'
import type { Reading } from './reading.ts'

/** The times of the newest samples that Prometheus has, in Unix seconds; what it has none of is absent. */
export interface NewestSamples {
  /** Of any scrape. */
  readonly scrape?: number
  /** Of any rule that records SLOs. */
  readonly evaluation?: number
  /** Of the prober; absent from the first scrape on that fails. */
  readonly prober?: number
}

/** The label by which the times in the answer differ. */
const OF = 'of'

const ASKED = { scrape: 'up', evaluation: SERIES.objective, prober: METRICS.faultDomain } as const

/**
 * The query for the times of the newest samples. A Prometheus that answers from memory and stores nothing looks well in
 * every figure, which is evaluated now; only the samples’ own times show it.
 */
export const NEWEST_SAMPLES_QUERY = Object.entries(ASKED)
  .map(([of, series]) => newestOf(of, series))
  .join(' or ')

/** The query for the time of the prober's newest sample. */
export const PROBER_SAMPLE_QUERY = newestOf('prober', ASKED.prober)

function newestOf(of: string, series: string): string {
  return `label_replace(max(timestamp(${series})), "${OF}", "${of}", "", "")`
}

/** The times in the answer to that query. */
export function newestSamples(readings: readonly Reading[]): NewestSamples {
  const known = readings.flatMap(({ labels, value }) => {
    const of = labels[OF]
    return of !== undefined && Object.hasOwn(ASKED, of) && Number.isFinite(value) ? [[of, value] as const] : []
  })
  return Object.fromEntries(known)
}
