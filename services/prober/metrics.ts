import { collectDefaultMetrics, Registry } from 'prom-client'
import { LABELS } from './contract/labels.ts'
import {
  BUDGETS,
  type Budget,
  CONFIRMATIONS,
  COUNTED,
  FAULT_DOMAINS,
  type FaultDomain,
  INVALID_CAUSES,
  type Path,
  type Phase,
  SKIP_REASONS,
  type SkipReason,
  THREAD_LOSSES,
  type ThreadLoss,
} from './contract/names.ts'
import { PROBE_FAMILIES, ROUTE_FAMILIES } from './contract/row-families.ts'
import type { Finished } from './core/judge/sample.ts'
import { codeClassOf, possibleFailures, possiblePhases, possibleReplies } from './core/series/possible.ts'
import { formatRows, renderRows, rowLabels } from './core/series/render-rows.ts'
import { createRows, type Rows } from './core/series/rows.ts'
import type { Definitions, Probe, Route } from './definition/model.ts'
import { createOwnSeries } from './own-series.ts'

export interface ProberMetrics {
  readonly contentType: string
  /** The exposition that Prometheus scrapes, in pieces, all of one moment. */
  readonly expose: () => AsyncIterable<string>
  /** Gives every series of these probes its 0, and takes away those of probes and paths that are gone. */
  readonly define: (definitions: Definitions) => void
  readonly slot: (probe: string, path: Path, skipped: SkipReason | undefined) => void
  /** A slot that had started and will never end. */
  readonly lost: (probe: string, path: Path, reason: SkipReason) => void
  readonly finished: (finished: Finished, budget: Budget) => void
  readonly failureScore: (probe: string, path: Path, score: number) => void
  readonly overhead: (probe: string, seconds: number) => void
  readonly faultDomain: (domain: FaultDomain) => void
  readonly vitals: (utilization: number, lagsSeconds: readonly number[]) => void
  readonly reference: (errorSeconds: number) => void
  readonly reloaded: (isGood: boolean, nowSeconds: number) => void
  readonly maintenance: (probe: string, isActive: boolean) => void
  /** The probing thread is gone, and another takes its place. */
  readonly threadLost: (cause: ThreadLoss) => void
}

export interface MetricsDeps {
  readonly vantage: string
  readonly version: string
}

type RouteRows = Rows<typeof ROUTE_FAMILIES>

/** The prober's metrics: those of probes as rows of numbers, and those it has one of on a registry. */
export function createMetrics({ vantage, version }: MetricsDeps): ProberMetrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const own = createOwnSeries(registry)
  const routes = createRows(ROUTE_FAMILIES)
  const probes = createRows(PROBE_FAMILIES)
  const formats = [ROUTE_FAMILIES, PROBE_FAMILIES].map(families => formatRows(Object.values(families), vantage))
  const showDomain = (domain: FaultDomain): void => {
    for (const each of FAULT_DOMAINS) own.faultDomain.set({ [LABELS.domain]: each }, each === domain ? 1 : 0)
  }
  own.buildInfo.set({ [LABELS.version]: version, [LABELS.vantage]: vantage }, 1)
  for (const cause of THREAD_LOSSES) own.restarts.inc({ [LABELS.cause]: cause }, 0)
  showDomain('unknown')
  return {
    contentType: registry.contentType,
    async *expose() {
      // Taken in one go, before anything is awaited: no message of the probing thread comes in between, so the ledger
      // adds up in every scrape.
      const snapshots = [routes, probes].map(rows => rows.snapshot())
      try {
        for (const [index, snapshot] of snapshots.entries()) yield* renderRows(formats[index] ?? [], snapshot)
      } finally {
        for (const snapshot of snapshots) snapshot.release()
      }
      yield registry.metrics()
    },
    define(definitions) {
      closeGone(probes, new Set(definitions.probes.map(({ name }) => name)))
      closeGone(
        routes,
        new Set(definitions.probes.flatMap(({ name, routes }) => routes.map(({ path }) => routeKey(name, path)))),
      )
      for (const probe of definitions.probes) {
        probes.open(probe.name, rowLabels({ [LABELS.probe]: probe.name }))
        probes.show(probe.name, 'maintenance')
        for (const route of probe.routes) showRoute(routes, probe, route)
      }
    },
    slot(probe, path, reason) {
      const key = routeKey(probe, path)
      if (!routes.has(key)) return
      routes.add(key, 'slots', 1)
      if (reason === undefined) routes.add(key, 'inflight', 1)
      else routes.add(key, 'skipped', 1, reason)
    },
    lost(probe, path, reason) {
      const key = routeKey(probe, path)
      if (!routes.has(key)) return
      routes.add(key, 'inflight', -1)
      routes.add(key, 'skipped', 1, reason)
    },
    finished(finished, budget) {
      const key = routeKey(finished.probe, finished.path)
      if (!routes.has(key)) return
      if (finished.role === 'slot') own.startDelay.observe(Math.max(0, finished.startDelaySeconds))
      record(routes, key, finished, budget)
    },
    failureScore: (probe, path, score) => routes.set(routeKey(probe, path), 'failureScore', score),
    overhead: (probe, seconds) => probes.observe(probe, 'overhead', Math.max(0, seconds)),
    faultDomain: showDomain,
    vitals(share, lagsSeconds) {
      own.utilization.set(share)
      for (const seconds of lagsSeconds) own.lag.observe(seconds)
    },
    reference: errorSeconds => own.calibration.observe(errorSeconds),
    reloaded(isGood, nowSeconds) {
      own.reloadGood.set(isGood ? 1 : 0)
      if (isGood) own.reloadTime.set(nowSeconds)
    },
    maintenance: (probe, isActive) => probes.set(probe, 'maintenance', isActive ? 1 : 0),
    threadLost: cause => own.restarts.inc({ [LABELS.cause]: cause }),
  }
}

function routeKey(probe: string, path: Path): string {
  return `${probe} ${path}`
}

function closeGone(rows: Pick<RouteRows, 'keys' | 'close'>, kept: ReadonlySet<string>): void {
  for (const key of rows.keys()) if (!kept.has(key)) rows.close(key)
}

/** Shows every series that a probe can have at 0, so that its first failure is a step that a rate sees; what counts already stays. */
function showRoute(routes: RouteRows, probe: Probe, route: Route): void {
  const key = routeKey(probe.name, route.path)
  routes.open(key, rowLabels({ [LABELS.probe]: probe.name, [LABELS.path]: route.path }))
  for (const name of ['slots', 'inflight', 'failureScore', 'duration'] as const) routes.show(key, name)
  for (const budget of BUDGETS) {
    routes.show(key, 'probes', budget)
    for (const { reason, phase } of possibleFailures(probe, route)) routes.show(key, 'failures', budget, reason, phase)
  }
  for (const phase of possiblePhases(probe, route)) routes.show(key, 'phases', phase)
  for (const { answerer, codeClass } of possibleReplies(probe)) routes.show(key, 'responses', answerer, codeClass)
  for (const outcome of CONFIRMATIONS) routes.show(key, 'confirmations', outcome)
  for (const reason of SKIP_REASONS) routes.show(key, 'skipped', reason)
  for (const cause of INVALID_CAUSES) routes.show(key, 'invalid', cause)
}

/** Counts one probe that ended; the budget decides whether an SLI sees it. */
function record(routes: RouteRows, key: string, finished: Finished, budget: Budget): void {
  const { outcome, observation, answeredBy, invalid } = finished
  if (finished.role === 'confirm') {
    routes.add(key, 'confirmations', 1, outcome.isGood ? 'good' : 'bad')
    return
  }
  routes.add(key, 'inflight', -1)
  if (invalid !== undefined) {
    routes.add(key, 'invalid', 1, invalid)
    return
  }
  routes.add(key, 'probes', 1, budget)
  const endedAt = finished.slot / 1000 + finished.startDelaySeconds + observation.durationSeconds
  routes.set(key, 'lastRun', endedAt)
  for (const [phase, seconds] of Object.entries(observation.phases) as [Phase, number][]) {
    routes.observe(key, 'phases', seconds, phase)
  }
  const { certificate, response } = observation
  if (certificate !== undefined) {
    routes.set(key, 'notAfter', certificate.notAfter, 'leaf')
    routes.set(key, 'notAfter', certificate.chainNotAfter, 'chain')
  }
  if (response !== undefined) {
    routes.add(key, 'responses', 1, answeredBy ?? 'unknown', codeClassOf(response.status))
  }
  if (!outcome.isGood) {
    const { reason, phase } = outcome.failure
    routes.add(key, 'failures', 1, budget, reason, phase)
    return
  }
  routes.set(key, 'lastSuccess', endedAt)
  // An excluded sample is in no SLI, so it may not be in the numerator of the latency SLI either.
  if (budget === COUNTED) routes.observe(key, 'duration', observation.durationSeconds)
}
