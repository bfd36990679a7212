import { collectDefaultMetrics, Registry } from 'prom-client'
import type { Finished } from './core/finished.ts'
import type { Definitions, Probe, Route } from './core/model.ts'
import {
  BUDGETS,
  type Budget,
  FAULT_DOMAINS,
  type FaultDomain,
  INVALID_CAUSES,
  type Path,
  type Phase,
  SKIP_REASONS,
  type SkipReason,
  THREAD_LOSSES,
  type ThreadLoss,
} from './core/names.ts'
import { possibleFailures, possiblePhases } from './core/possible.ts'
import { createSeries, type Series } from './series.ts'

export interface ProberMetrics {
  readonly contentType: string
  /** The exposition that Prometheus scrapes. */
  readonly expose: () => Promise<string>
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

/** The prober's metrics on a registry of their own. */
export function createMetrics({ vantage, version }: MetricsDeps): ProberMetrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const series = createSeries(registry)
  const known = new Map<string, readonly Path[]>()
  const isKnown = (probe: string, path: Path): boolean => known.get(probe)?.includes(path) ?? false
  const showDomain = (domain: FaultDomain): void => {
    for (const candidate of FAULT_DOMAINS) series.faultDomain.set({ domain: candidate }, candidate === domain ? 1 : 0)
  }
  series.buildInfo.set({ version, vantage }, 1)
  showDomain('unknown')
  for (const cause of THREAD_LOSSES) series.restarts.inc({ cause }, 0)
  return {
    contentType: registry.contentType,
    expose: () => exposeInTurn(registry),
    define({ probes }) {
      const paths = new Map(probes.map(({ name, routes }) => [name, routes.map(({ path }) => path)]))
      forget(series, ({ probe = '', path }) => {
        const isOurs = known.has(probe)
        return isOurs && (path === undefined ? !paths.has(probe) : !paths.get(probe)?.includes(path as Path))
      })
      for (const probe of probes) {
        series.maintenance.inc({ probe: probe.name }, 0)
        for (const route of probe.routes) startAtZero(series, probe, route, vantage, !isKnown(probe.name, route.path))
      }
      known.clear()
      for (const [probe, all] of paths) known.set(probe, all)
    },
    slot(probe, path, reason) {
      if (!isKnown(probe, path)) return
      series.slots.inc({ probe, path, vantage })
      if (reason === undefined) series.inflight.inc({ probe, path, vantage })
      else series.skipped.inc({ probe, path, vantage, reason })
    },
    lost(probe, path, reason) {
      if (!isKnown(probe, path)) return
      series.inflight.dec({ probe, path, vantage })
      series.skipped.inc({ probe, path, vantage, reason })
    },
    finished(finished, budget) {
      if (isKnown(finished.probe, finished.path)) record(series, finished, budget, vantage)
    },
    failureScore: (probe, path, score) => series.failureScore.set({ probe, path, vantage }, score),
    overhead: (probe, seconds) => series.overhead.observe({ probe, vantage }, Math.max(0, seconds)),
    faultDomain: showDomain,
    vitals(share, lagsSeconds) {
      series.utilization.set(share)
      for (const seconds of lagsSeconds) series.lag.observe(seconds)
    },
    reference: errorSeconds => series.calibration.observe(errorSeconds),
    reloaded(isGood, nowSeconds) {
      series.reloadGood.set(isGood ? 1 : 0)
      if (isGood) series.reloadTime.set(nowSeconds)
    },
    maintenance: (probe, isActive) => series.maintenance.set({ probe }, isActive ? 1 : 0),
    threadLost: cause => series.restarts.inc({ cause }),
  }
}

/**
 * One metric after the other: rendered all at once, a thousand probes' samples would all be objects at the same time. No
 * message of the probing thread comes in between, so the ledger adds up in every scrape.
 */
async function exposeInTurn(registry: Registry): Promise<string> {
  const texts: string[] = []
  for (const { name } of registry.getMetricsAsArray()) texts.push(await registry.getSingleMetricAsString(name))
  return `${texts.join('\n\n')}\n`
}

/** Adds 0 to every series a probe can have, so that its first failure is a step that a rate sees; what counts already stays. */
function startAtZero(series: Series, probe: Probe, route: Route, vantage: string, isNew: boolean): void {
  const at = { probe: probe.name, path: route.path, vantage }
  for (const budget of BUDGETS) series.probes.inc({ ...at, budget }, 0)
  for (const failure of possibleFailures(probe, route)) series.failures.inc({ ...at, budget: 'counted', ...failure }, 0)
  for (const outcome of ['good', 'bad']) series.confirmations.inc({ ...at, outcome }, 0)
  for (const reason of SKIP_REASONS) series.skipped.inc({ ...at, reason }, 0)
  for (const cause of INVALID_CAUSES) series.invalid.inc({ ...at, cause }, 0)
  series.slots.inc(at, 0)
  series.inflight.inc(at, 0)
  series.failureScore.inc(at, 0)
  if (isNew) {
    // Unlike a counter's, a histogram's 0 would wipe out what it has.
    series.duration.zero(at)
    for (const phase of possiblePhases(probe, route)) series.phases.zero({ ...at, phase })
  }
}

/** Counts one probe that ended; the budget decides whether an SLI sees it. */
function record(series: Series, finished: Finished, budget: Budget, vantage: string): void {
  const { probe, path, outcome, observation, answeredBy, invalid } = finished
  const at = { probe, path, vantage }
  if (finished.role === 'confirm') {
    series.confirmations.inc({ ...at, outcome: outcome.isGood ? 'good' : 'bad' })
    return
  }
  series.inflight.dec(at)
  series.startDelay.observe(Math.max(0, finished.startDelaySeconds))
  if (invalid !== undefined) {
    series.invalid.inc({ ...at, cause: invalid })
    return
  }
  series.probes.inc({ ...at, budget })
  const endedAt = finished.slot / 1000 + finished.startDelaySeconds + observation.durationSeconds
  series.lastRun.set(at, endedAt)
  for (const [phase, seconds] of Object.entries(observation.phases) as [Phase, number][]) {
    series.phases.observe({ ...at, phase }, seconds)
  }
  const { certificate, response } = observation
  if (certificate !== undefined) {
    series.notAfter.set({ ...at, role: 'leaf' }, certificate.notAfter)
    series.notAfter.set({ ...at, role: 'chain' }, certificate.chainNotAfter)
  }
  if (response !== undefined) {
    const codeClass = `${Math.floor(response.status / 100)}xx`
    series.responses.inc({ ...at, answered_by: answeredBy ?? 'unknown', code_class: codeClass })
  }
  if (!outcome.isGood) {
    const { reason, phase } = outcome.failure
    series.failures.inc({ ...at, budget, reason, phase })
    return
  }
  series.lastSuccess.set(at, endedAt)
  // An excluded sample is in no SLI, so it may not be in the numerator of the latency SLI either.
  if (budget === 'counted') series.duration.observe(at, observation.durationSeconds)
}

/** What prom-client keeps of a metric, as far as it must be known to take series away. */
interface Kept {
  readonly hashMap?: Readonly<Record<string, { readonly labels: Labels }>>
  remove(labels: Labels): void
}

type Labels = Readonly<Record<string, string>>

function forget(series: Series, isGone: (labels: Labels) => boolean): void {
  for (const metric of Object.values(series) as unknown as Kept[]) {
    for (const { labels } of Object.values(metric.hashMap ?? {})) if (isGone(labels)) metric.remove(labels)
  }
}
