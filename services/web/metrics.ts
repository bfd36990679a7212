import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { MetricFamily } from '../../lib/metric-family.ts'
import { FAMILIES } from './contract/families.ts'
import { LABELS } from './contract/labels.ts'
import { UNMATCHED_ROUTE } from './contract/names.ts'

/** A request that is over. */
interface FinishedRequest {
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
  const options = <const Label extends string>(family: MetricFamily & { readonly labels: readonly Label[] }) => ({
    name: family.name,
    help: family.help,
    labelNames: family.labels,
    registers: [registry],
  })
  const requests = new Counter(options(FAMILIES.requests))
  const duration = new Histogram({ ...options(FAMILIES.duration), buckets: [...FAMILIES.duration.bounds] })
  new Gauge(options(FAMILIES.releaseInfo)).set({ [LABELS.release]: release }, 1)
  for (const { pattern, codes } of [...routes, { pattern: UNMATCHED_ROUTE, codes: [404] }]) {
    for (const code of codes) {
      requests.inc(requestLabels('GET', pattern, code), 0)
      duration.zero(requestLabels('GET', pattern, code))
    }
  }
  return {
    contentType: registry.contentType,
    observe: ({ method, route, code, durationSeconds }) => {
      const labels = requestLabels(METHODS.has(method) ? method : 'other', route, code)
      requests.inc(labels)
      duration.observe(labels, durationSeconds)
    },
    expose: () => registry.metrics(),
  }
}

function requestLabels(method: string, route: string, code: number) {
  return { [LABELS.method]: method, [LABELS.route]: route, [LABELS.code]: code }
}
