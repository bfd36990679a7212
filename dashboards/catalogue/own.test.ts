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

describe('the catalogue knows a metric of the web app as the app exposes it', () => {
  const known = OWN_METRICS.filter(({ name }) => /^(http|app)_/.test(name))
  const exposed = createWebMetrics('1', [{ pattern: '/', codes: [200] }]).expose()

  test.each(known.map(metric => [metric.name, metric] as const))('%s', async (name, { type, labels }) => {
    const text = await exposed
    expect(text).toContain(`# TYPE ${name} ${type}\n`)
    const series = text.match(new RegExp(`^${name}(_count)?\\{.*\\}`, 'gm')) ?? []
    const names = series.map(one => [...one.matchAll(/(\w+)="/g)].map(([, label]) => label).sort())
    expect(names).not.toEqual([])
    expect(names).toEqual(series.map(() => [...labels].sort()))
  })

  test('and every metric of its own', async () => {
    const ours = [...(await exposed).matchAll(/^# TYPE ((?:http|app)_\w+) /gm)].map(([, name]) => name)
    expect(ours.sort()).toEqual(known.map(({ name }) => name).sort())
  })
})
