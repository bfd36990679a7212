import { Registry } from 'prom-client'
import { describe, expect, test } from 'vitest'
import { createSeries } from '../../services/prober/series.ts'
import { createMetrics as createWebMetrics } from '../../services/web/metrics.ts'
import { OWN_METRICS } from './own.ts'

/** A metric as prom-client keeps it: the labels it may carry, and its type. */
interface Kept {
  readonly labelNames: readonly string[]
  readonly type: string
}

describe('the catalogue knows a metric of the prober as the prober declares it', () => {
  const registry = new Registry()
  createSeries(registry)
  test.each(
    OWN_METRICS.filter(({ name }) => /^(synthetic|prober)_/.test(name)).map(metric => [metric.name, metric] as const),
  )('%s', (name, metric) => {
    const kept = registry.getSingleMetric(name) as unknown as Kept | undefined
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
