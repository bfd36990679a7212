import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { DURATION_BOUNDS_SECONDS, METRICS, UNMATCHED_ROUTE } from './contract/names.ts'

/** A request that is over. */
export interface FinishedRequest {
  readonly method: string
  /** The pattern of the route, never the path. */
  readonly route: string
  readonly code: number
  readonly durationSeconds: number
}

export interface WebMetrics {
  readonly contentType: string
  readonly observe: (request: FinishedRequest) => void
  /** The exposition that Prometheus scrapes. */
  readonly expose: () => Promise<string>
}

/** A route with the codes it is known to answer with. */
export interface KnownRoute {
  readonly pattern: string
  readonly codes: readonly number[]
}

/** Methods that get a label of their own; clients may send three dozen others. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

/** The app's metrics on a registry of their own; the series of `routes` stand at 0 from the start, so that a first failure is a step. */
export function createMetrics(release: string, routes: readonly KnownRoute[]): WebMetrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const labelNames = ['method', 'route', 'code'] as const
  const registers = [registry]
  const requests = new Counter({
    name: METRICS.requests,
    help: 'Requests that are over, by route pattern.',
    labelNames,
    registers,
  })
  const duration = new Histogram({
    name: METRICS.duration,
    help: 'From the request’s head to the last byte handed to the system.',
    labelNames,
    buckets: [...DURATION_BOUNDS_SECONDS],
    registers,
  })
  new Gauge({
    name: METRICS.releaseInfo,
    help: 'The release that runs, always 1.',
    labelNames: ['release'],
    registers,
  }).set({ release }, 1)
  for (const { pattern, codes } of [...routes, { pattern: UNMATCHED_ROUTE, codes: [404] }]) {
    for (const code of codes) {
      requests.inc({ method: 'GET', route: pattern, code }, 0)
      duration.zero({ method: 'GET', route: pattern, code })
    }
  }
  return {
    contentType: registry.contentType,
    observe: ({ method, route, code, durationSeconds }) => {
      const labels = { method: METHODS.has(method) ? method : 'other', route, code }
      requests.inc(labels)
      duration.observe(labels, durationSeconds)
    },
    expose: () => registry.metrics(),
  }
}
