import { Registry } from 'prom-client'
import { describe, expect, test } from 'vitest'
import type { Family } from '../../services/prober/contract/family.ts'
import { createOwnSeries, PROBE_SERIES, ROUTE_SERIES } from '../../services/prober/series.ts'
import { createMetrics as createWebMetrics } from '../../services/web/metrics.ts'
import { OWN_METRICS } from './own.ts'

/** A metric as prom-client keeps it: the labels it may carry, and its type. */
interface Kept {
  readonly name: string
  readonly labelNames: readonly string[]
  readonly type: string
}

function declaredByProber(): readonly Kept[] {
  const families = [ROUTE_SERIES, PROBE_SERIES].flatMap(series => Object.values<Family>(series))
  const inRows = families.map(({ name, type, subject, labels }) => ({
    name,
    type,
    labelNames: [...subject, ...labels.map(([label]) => label)],
  }))
  return [...inRows, ...(Object.values(createOwnSeries(new Registry())) as unknown as Kept[])]
}

describe('the catalogue knows a metric of the prober as the prober declares it', () => {
  const declared = declaredByProber()
  test.each(
    OWN_METRICS.filter(({ name }) => /^(synthetic|prober)_/.test(name)).map(metric => [metric.name, metric] as const),
  )('%s', (name, metric) => {
    const kept = declared.find(candidate => candidate.name === name)
    expect({ type: kept?.type, labels: [...(kept?.labelNames ?? [])].sort() }).toEqual({
      type: metric.type,
      labels: [...metric.labels].sort(),
    })
  })
})

test('the catalogue knows the metrics of the web app as the app exposes them', async () => {
  const exposed = await createWebMetrics('1', [{ pattern: '/', codes: [200] }]).expose()
  for (const { name, type } of OWN_METRICS.filter(metric => /^(http|app)_/.test(metric.name))) {
    expect(exposed).toContain(`# TYPE ${name} ${type}\n`)
  }
})
