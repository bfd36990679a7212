/** What Alertmanager has counted of its notifications since it started. */
export interface Notified {
  /** Attempts that have ended, well or not. */
  readonly ended: number
  /** Requests to receivers that failed. */
  readonly failed: number
}

const ENDED = 'alertmanager_notification_latency_seconds_count'
const FAILED = 'alertmanager_notification_requests_failed_total'

/** Reads the metrics of Alertmanager, all its integrations together. */
export function notifiedIn(metrics: string): Notified {
  return { ended: sumOf(metrics, ENDED), failed: sumOf(metrics, FAILED) }
}

function sumOf(metrics: string, name: string): number {
  const values = metrics.split('\n').flatMap(line => {
    const [, series, value] = /^(\w+)(?:\{.*\})? (\S+)$/.exec(line) ?? []
    return series === name ? [Number(value)] : []
  })
  return values.reduce((sum, value) => sum + value, 0)
}
