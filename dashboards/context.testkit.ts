import { seconds } from '../lib/duration.ts'
import type { Slo } from '../slo/core/model.ts'
import { ALERT_WINDOWS } from '../slo/core/windows.ts'
import type { BoardContext } from './context.ts'

const DAY_SECONDS = 86_400

function slo(name: string, objective: number, path: string, latencySeconds?: number): Slo {
  const probe = { probe: 'home', path }
  const routing = { disabled: false, labels: {}, annotations: {} }
  return {
    service: 'web',
    name,
    description: `The home page through ${path}.`,
    objective,
    objectivePercent: objective * 100,
    windows: ALERT_WINDOWS,
    spec: 'prometheus/v1',
    period: seconds(30 * DAY_SECONDS),
    labels: {},
    sli: {
      kind: 'events',
      errorQuery: `sum(rate(synthetic_probe_failures_total{probe="home",path="${path}",budget="counted"}[{{.window}}]))`,
      totalQuery: `sum(rate(synthetic_probes_total{probe="home",path="${path}",budget="counted"}[{{.window}}]))`,
      probe: latencySeconds === undefined ? probe : { ...probe, latency: seconds(latencySeconds) },
    },
    alerting: { name: `Web-${name}`, labels: {}, annotations: {}, page: routing, ticket: routing },
  }
}

/**
 * Definitions for tests: two SLOs of availability and one of latency, one probe on three paths, sent less often than it
 * is scraped.
 */
export const exampleContext: BoardContext = {
  slos: [
    slo('edge-availability', 0.999, 'edge'),
    slo('ingress-availability', 0.999, 'ingress'),
    slo('edge-latency', 0.99, 'edge', 0.3),
  ],
  probes: [{ name: 'home', paths: ['edge', 'ingress', 'app'], intervalSeconds: 30 }],
}
