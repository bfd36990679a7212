import { type Metric, metrics } from './metric.ts'

/** The metrics that we use of Traefik 3 (https://doc.traefik.io/traefik/observability/metrics/overview/). */
export const TRAEFIK = {
  requests: 'traefik_service_requests_total',
  duration: 'traefik_service_request_duration_seconds',
} as const

export const TRAEFIK_LABELS = { code: 'code', method: 'method', protocol: 'protocol', service: 'service' } as const

const OF_REQUEST = [TRAEFIK_LABELS.code, TRAEFIK_LABELS.method, TRAEFIK_LABELS.protocol]

export const TRAEFIK_METRICS: readonly Metric[] = [
  ...metrics('counter', { [TRAEFIK.requests]: OF_REQUEST }),
  ...metrics('histogram', { [TRAEFIK.duration]: OF_REQUEST }),
]
