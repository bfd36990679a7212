import { createPrometheus } from '../../../adapters/prometheus/client.ts'
import { seconds } from '../../../lib/duration.ts'

const TIMEOUT = seconds(5)

/** Of any scrape, in the five minutes before a moment, or else in the day before it. */
const NEWEST = 'max(timestamp(up)) or max_over_time(max(timestamp(up))[1d:1m])'

/**
 * The newest sample that Prometheus has stored at or before a moment: null when it has none of that day, undefined when it
 * does not answer.
 */
export async function newestSampleBefore(
  prometheusUrl: string,
  moment: Date,
  signal: AbortSignal,
): Promise<Date | null | undefined> {
  const prometheus = createPrometheus(prometheusUrl, { timeout: TIMEOUT, signal })
  const answer = await prometheus.instant(NEWEST, moment.getTime() / 1000)
  if (answer.kind === 'unanswered') return undefined
  const [reading] = answer.readings
  return reading === undefined ? null : new Date(reading.value * 1000)
}
