import { expect, test } from 'vitest'
import { sumOfSeries } from './exposition.ts'

const TEXT = `# HELP synthetic_probe_failures_total Bad probes.
# TYPE synthetic_probe_failures_total counter
synthetic_probe_failures_total{path="edge",reason="status"} 2
synthetic_probe_failures_total{path="ingress",reason="status"} 3
synthetic_probe_failures_total_created{path="edge"} 1700000000
synthetic_probes_total 7
process_cpu_seconds_total 1.5e-3
`

test.each<[string, string | undefined, number]>([
  ['synthetic_probe_failures_total', undefined, 5],
  ['synthetic_probe_failures_total', 'path="edge"', 2],
  ['synthetic_probe_failures_total', 'path="app"', 0],
  ['synthetic_probes_total', undefined, 7],
  ['process_cpu_seconds_total', undefined, 0.0015],
  ['synthetic_probe', undefined, 0],
  ['absent', undefined, 0],
])('the series of %s with %s sum up to %d', (metric, label, sum) => {
  expect(sumOfSeries(TEXT, metric, label)).toBe(sum)
})
