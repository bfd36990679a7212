import { collectDefaultMetrics, Registry } from 'prom-client'
import { LABELS } from './contract/labels.ts'
import type { Budget, Path, SkipReason, ThreadLoss } from './contract/names.ts'
import { PROBE_FAMILIES, ROUTE_FAMILIES } from './contract/row-families.ts'
import type { NamedFault } from './core/fault/localise.ts'
import type { Sample } from './core/judge/sample.ts'
import { formatRows, renderRows, rowLabels } from './core/series/render-rows.ts'
import { createRouteMetrics } from './core/series/route-metrics.ts'
import { createRows } from './core/series/rows.ts'
import type { Definitions } from './definition/model.ts'
import { createOwnMetrics } from './own-metrics.ts'

export interface ProberMetrics {
  readonly contentType: string
  /** The exposition that Prometheus scrapes, in pieces, all of one moment. */
  readonly expose: () => AsyncIterable<string>
  /** Shows every series of these probes at 0, and removes those of probes and paths that are gone. */
  readonly define: (definitions: Definitions) => void
  readonly slot: (probe: string, path: Path, skipped: SkipReason | undefined) => void
  /** A slot that had started and will never end. */
  readonly lost: (probe: string, path: Path, reason: SkipReason) => void
  readonly sample: (sample: Sample, budget: Budget) => void
  readonly failureScore: (probe: string, path: Path, score: number) => void
  readonly overhead: (probe: string, seconds: number) => void
  /** Which hop is broken now, and how many of its instances. */
  readonly fault: (named: NamedFault) => void
  readonly vitals: (utilization: number, lagsSeconds: readonly number[]) => void
  readonly reference: (errorSeconds: number) => void
  readonly reloaded: (isGood: boolean, nowSeconds: number) => void
  readonly maintenance: (probe: string, isActive: boolean) => void
  readonly setAside: (probe: string, path: Path, isAside: boolean) => void
  /** An exception in the probing thread that belongs to no running probe. */
  readonly stray: () => void
  /** The probing thread is lost, and another replaces it. */
  readonly threadLost: (cause: ThreadLoss) => void
}

export interface MetricsDeps {
  readonly vantage: string
  readonly version: string
}

/** The prober's metrics: those of probes as rows of numbers, and its own on a registry. */
export function createMetrics({ vantage, version }: MetricsDeps): ProberMetrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const { startDelay, ...own } = createOwnMetrics(registry, vantage, version)
  const { rows: routeRows, noneAside, ...routes } = createRouteMetrics()
  const probeRows = createRows(PROBE_FAMILIES)
  const formats = [ROUTE_FAMILIES, PROBE_FAMILIES].map(families => formatRows(Object.values(families), vantage))
  return {
    ...own,
    ...routes,
    contentType: registry.contentType,
    async *expose() {
      // Both at once, before anything is awaited: no message of the probing thread comes in between, so that the ledger
      // adds up in every scrape.
      const snapshots = [routeRows, probeRows].map(rows => rows.snapshot())
      try {
        for (const [index, snapshot] of snapshots.entries()) yield* renderRows(formats[index] ?? [], snapshot)
      } finally {
        for (const snapshot of snapshots) snapshot.release()
      }
      yield registry.metrics()
    },
    define({ probes }) {
      probeRows.keepOnly(new Set(probes.map(({ name }) => name)))
      for (const { name } of probes) {
        probeRows.open(name, rowLabels({ [LABELS.probe]: name }))
        probeRows.show(name, 'maintenance')
      }
      routes.define(probes)
    },
    sample(sample, budget) {
      if (routes.sample(sample, budget) && sample.role === 'slot') startDelay(sample.startDelaySeconds)
    },
    threadLost(cause) {
      own.threadLost(cause)
      noneAside()
    },
    overhead: (probe, seconds) => probeRows.observe(probe, 'overhead', Math.max(0, seconds)),
    maintenance: (probe, isActive) => probeRows.set(probe, 'maintenance', isActive ? 1 : 0),
  }
}
