import { type PrometheusAnswer, queryInstant } from '../../adapters/prometheus.ts'
import { seconds } from '../../lib/duration.ts'
import { DEFAULT_PORTS } from '../../services/stack/ports.ts'

/** Where the Prometheus of `npm start` listens. */
export const LOCAL_PROMETHEUS = `http://127.0.0.1:${DEFAULT_PORTS.prometheus}`

/** Asks Prometheus once, for at most ten seconds; never rejects. */
export function askPrometheus(url: string, promql: string): Promise<PrometheusAnswer> {
  return queryInstant(url, promql, { timeout: seconds(10), signal: new AbortController().signal })
}
