import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Finished } from './core/finished.ts'
import type { Definitions } from './core/model.ts'
import {
  BUDGETS,
  type Budget,
  DURATION_BOUNDS_SECONDS,
  FAULT_DOMAINS,
  type FaultDomain,
  INVALID_CAUSES,
  METRICS,
  type Path,
  PHASE_BOUNDS_SECONDS,
  type Phase,
  SKIP_REASONS,
  type SkipReason,
} from './core/names.ts'
import { possibleFailures, possiblePhases } from './core/possible.ts'

/** The bounds that tell a prober in order from one that lies: a millisecond is fine, ten are not. */
const SELF_BOUNDS_SECONDS = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5] as const

export interface ProberMetrics {
  readonly contentType: string
  /** The exposition that Prometheus scrapes. */
  readonly expose: () => Promise<string>
  /** Gives every series of these probes its 0, and takes away those of probes that are gone. */
  readonly define: (definitions: Definitions) => void
  readonly slot: (probe: string, path: Path, skipped: SkipReason | undefined) => void
  /** A slot that had started and will never end. */
  readonly lost: (probe: string, path: Path, reason: SkipReason) => void
  readonly finished: (finished: Finished, budget: Budget) => void
  readonly overhead: (probe: string, seconds: number) => void
  readonly faultDomain: (domain: FaultDomain) => void
  readonly vitals: (utilization: number, lagsSeconds: readonly number[]) => void
  readonly reference: (errorSeconds: number) => void
  readonly reloaded: (isGood: boolean, nowSeconds: number) => void
  readonly maintenance: (probe: string, isActive: boolean) => void
  readonly workerRestarted: () => void
}

export interface MetricsDeps {
  readonly vantage: string
  readonly version: string
}

/** The prober's metrics on a registry of their own. */
export function createMetrics({ vantage, version }: MetricsDeps): ProberMetrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  const where = ['probe', 'path', 'vantage'] as const
  const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Counter({ name, help, labelNames, registers })
  const gauge = <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) =>
    new Gauge({ name, help, labelNames, registers })
  const histogram = <Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[],
    buckets: readonly number[],
  ) => new Histogram({ name, help, labelNames, buckets: [...buckets], registers })

  const probes = counter(METRICS.probes, 'Valid probes of slots: the denominator of every SLI.', [...where, 'budget'])
  const failures = counter(METRICS.failures, 'Bad probes of slots, by why and in which phase.', [
    ...where,
    'budget',
    'reason',
    'phase',
  ])
  const duration = histogram(
    METRICS.duration,
    'Good, counted probes of slots, from connect to the last byte.',
    where,
    DURATION_BOUNDS_SECONDS,
  )
  const phases = histogram(
    METRICS.phaseDuration,
    'Time of each phase that was reached; one that hung has the time it hung.',
    [...where, 'phase'],
    PHASE_BOUNDS_SECONDS,
  )
  const responses = counter(METRICS.responses, 'Replies, by who wrote them and the class of their status.', [
    ...where,
    'answered_by',
    'code_class',
  ])
  const confirmations = counter(METRICS.confirmations, 'Probes of the burst after a first failure; in no SLI.', [
    ...where,
    'outcome',
  ])
  const overhead = histogram(
    METRICS.pathOverhead,
    'First byte on the edge path minus first byte on the ingress path, of the same slot; below 0 counts as 0.',
    ['probe', 'vantage'],
    PHASE_BOUNDS_SECONDS,
  )
  const faultDomain = gauge(METRICS.faultDomain, 'Which hop is broken: the current verdict is 1, the others 0.', [
    'domain',
  ])
  const notAfter = gauge(
    METRICS.certificateNotAfter,
    'When the certificate ends, also when it has; role leaf, or the earliest of the chain.',
    [...where, 'role'],
  )
  const lastSuccess = gauge(METRICS.lastSuccess, 'When the last good probe of a slot ended.', where)
  const lastRun = gauge(METRICS.lastRun, 'When the last probe of a slot ended.', where)
  const slots = counter(METRICS.slots, 'Slots that came due: probes + invalid + skipped + in flight.', where)
  const skipped = counter(METRICS.slotsSkipped, 'Slots that were not measured, by why.', [...where, 'reason'])
  const invalid = counter(METRICS.samplesInvalid, 'Samples that were measured and are not believed, by why.', [
    ...where,
    'cause',
  ])
  const inflight = gauge(METRICS.inflight, 'Slots whose probe runs now.', where)
  const startDelay = histogram(
    METRICS.startDelay,
    'From when a slot is due to when its probe starts.',
    [],
    SELF_BOUNDS_SECONDS,
  )
  const lag = histogram(
    METRICS.eventLoopLag,
    'Lateness of the probing thread’s loop, looked at while probes run.',
    [],
    SELF_BOUNDS_SECONDS,
  )
  const utilization = gauge(
    METRICS.eventLoopUtilization,
    'Share of the last second in which the probing thread was busy.',
  )
  const calibration = histogram(
    METRICS.calibrationError,
    'Difference between what the prober measures of its own reference and the truth.',
    [],
    SELF_BOUNDS_SECONDS,
  )
  const maintenance = gauge(METRICS.maintenanceActive, 'Whether samples of a probe spend no budget now.', ['probe'])
  const reloadGood = gauge(METRICS.reloadSuccessful, 'Whether the definitions were taken over when they last changed.')
  const reloadTime = gauge(METRICS.reloadTime, 'When definitions were last taken over.')
  const restarts = counter(METRICS.workerRestarts, 'Times the probing thread ended by itself and was started anew.', [])
  gauge(METRICS.buildInfo, 'The prober that runs, always 1.', ['version', 'vantage']).set({ version, vantage }, 1)
  for (const domain of FAULT_DOMAINS) faultDomain.set({ domain }, 0)
  reloadGood.set(0)

  const known = new Map<string, readonly Path[]>()
  const perPath = [
    probes,
    failures,
    duration,
    phases,
    responses,
    confirmations,
    notAfter,
    lastSuccess,
    lastRun,
    slots,
    skipped,
    invalid,
    inflight,
  ]
  const forget = (probe: string): void => {
    for (const metric of [...perPath, overhead, maintenance])
      removeSeries(metric as never, labels => labels.probe === probe)
    known.delete(probe)
  }

  return {
    contentType: registry.contentType,
    expose: () => registry.metrics(),
    define(definitions) {
      const paths = new Map(definitions.probes.map(probe => [probe.name, probe.routes.map(({ path }) => path)]))
      for (const [probe, before] of known) {
        if (before.some(path => !paths.get(probe)?.includes(path))) forget(probe)
      }
      for (const probe of definitions.probes) {
        maintenance.inc({ probe: probe.name }, 0)
        for (const route of probe.routes) {
          const at = { probe: probe.name, path: route.path, vantage }
          for (const budget of BUDGETS) probes.inc({ ...at, budget }, 0)
          for (const { reason, phase } of possibleFailures(probe, route))
            failures.inc({ ...at, budget: 'counted', reason, phase }, 0)
          if (known.has(probe.name)) continue
          duration.zero(at)
          for (const phase of possiblePhases(probe, route)) phases.zero({ ...at, phase })
          for (const outcome of ['good', 'bad']) confirmations.inc({ ...at, outcome }, 0)
          slots.inc(at, 0)
          inflight.inc(at, 0)
          for (const reason of SKIP_REASONS) skipped.inc({ ...at, reason }, 0)
          for (const cause of INVALID_CAUSES) invalid.inc({ ...at, cause }, 0)
        }
        known.set(probe.name, paths.get(probe.name) ?? [])
      }
    },
    slot(probe, path, reason) {
      const at = { probe, path, vantage }
      if (!known.get(probe)?.includes(path)) return
      slots.inc(at)
      if (reason === undefined) inflight.inc(at)
      else skipped.inc({ ...at, reason })
    },
    lost(probe, path, reason) {
      if (!known.get(probe)?.includes(path)) return
      inflight.dec({ probe, path, vantage })
      skipped.inc({ probe, path, vantage, reason })
    },
    finished(finished, budget) {
      const { probe, path, outcome, observation, answeredBy } = finished
      if (!known.get(probe)?.includes(path)) return
      const at = { probe, path, vantage }
      if (finished.role === 'confirm') {
        confirmations.inc({ ...at, outcome: outcome.isGood ? 'good' : 'bad' })
        return
      }
      inflight.dec(at)
      startDelay.observe(Math.max(0, finished.startDelaySeconds))
      if (finished.invalid !== undefined) {
        invalid.inc({ ...at, cause: finished.invalid })
        return
      }
      probes.inc({ ...at, budget })
      const ended = finished.slot / 1000 + observation.durationSeconds
      lastRun.set(at, ended)
      for (const [phase, seconds] of Object.entries(observation.phases) as [Phase, number][])
        phases.observe({ ...at, phase }, seconds)
      const { certificate, response } = observation
      if (certificate !== undefined) {
        notAfter.set({ ...at, role: 'leaf' }, certificate.notAfter)
        notAfter.set({ ...at, role: 'chain' }, certificate.chainNotAfter)
      }
      if (response !== undefined) {
        responses.inc({
          ...at,
          answered_by: answeredBy ?? 'unknown',
          code_class: `${Math.floor(response.status / 100)}xx`,
        })
      }
      if (!outcome.isGood) {
        failures.inc({ ...at, budget, reason: outcome.failure.reason, phase: outcome.failure.phase })
        return
      }
      lastSuccess.set(at, ended)
      // An excluded sample is in no SLI, so it may not be in the numerator of the latency SLI either.
      if (budget === 'counted') duration.observe(at, observation.durationSeconds)
    },
    overhead: (probe, seconds) => overhead.observe({ probe, vantage }, Math.max(0, seconds)),
    faultDomain(domain) {
      for (const candidate of FAULT_DOMAINS) faultDomain.set({ domain: candidate }, candidate === domain ? 1 : 0)
    },
    vitals(share, lagsSeconds) {
      utilization.set(share)
      for (const seconds of lagsSeconds) lag.observe(seconds)
    },
    reference: errorSeconds => calibration.observe(errorSeconds),
    reloaded(isGood, nowSeconds) {
      reloadGood.set(isGood ? 1 : 0)
      if (isGood) reloadTime.set(nowSeconds)
    },
    maintenance: (probe, isActive) => maintenance.set({ probe }, isActive ? 1 : 0),
    workerRestarted: () => restarts.inc(),
  }
}

interface Removable {
  readonly hashMap: Readonly<Record<string, { readonly labels: Readonly<Record<string, string>> }>>
  remove(labels: Readonly<Record<string, string>>): void
}

/** prom-client takes series away one by one, by all of their labels. */
function removeSeries(metric: Removable, isGone: (labels: Readonly<Record<string, string>>) => boolean): void {
  for (const { labels } of Object.values(metric.hashMap)) if (isGone(labels)) metric.remove(labels)
}
