import type { Log } from '../../adapters/log.ts'
import type { Budget } from './contract/names.ts'
import {
  type FailureLog,
  type FailureRecord,
  failureRecord,
  withRecord,
  withSetAside,
} from './core/explain/failure-log.ts'
import type { Sample } from './core/judge/sample.ts'
import { createFailingPaths } from './core/series/failing-paths.ts'
import { createFailureScores } from './core/series/failure-scores.ts'
import { createPathOverhead } from './core/series/path-overhead.ts'
import { budgetOf } from './core/slots/maintenance.ts'
import type { ProbeRoute } from './core/slots/probe-route.ts'
import type { Definitions, Probe, Secret } from './definition/model.ts'
import { redact } from './definition/redact.ts'
import type { ProberMetrics } from './metrics.ts'

export interface SamplesDeps {
  readonly metrics: ProberMetrics
  readonly log: Log
  /** Why a probe is in maintenance at a moment, or undefined when it is not. */
  readonly maintenanceReason: (probe: string, momentWall: number) => string | undefined
  /** What samples count under outside a maintenance. */
  readonly budget: Budget
}

/** Records samples: counts them, keeps failures, and logs when a path starts or stops failing. */
export interface Samples {
  /** Records a sample of a probe that is defined; returns whether it is the first failure after its probe was good. */
  take(sample: Sample): boolean
  /** A route is not probed until a moment, because the prober itself fails on it. */
  setAside(route: ProbeRoute, untilWall: number, because: string): void
  /** Whether a probe is defined now. */
  knows(probe: string): boolean
  define(definitions: Definitions, routes: readonly ProbeRoute[]): void
  readonly failures: FailureLog
  readonly isAnyFailing: boolean
}

/** Starts without probes. */
export function createSamples({ metrics, log, maintenanceReason, budget: usual }: SamplesDeps): Samples {
  const probes = new Map<string, Probe>()
  const failing = createFailingPaths()
  const scores = createFailureScores()
  const overhead = createPathOverhead()
  let secrets: readonly Secret[] = []
  const failures = createKeptFailures()

  const noteChange = (sample: Sample, record: FailureRecord | undefined): boolean => {
    const { probe, path } = sample
    const change = failing.note(sample, record === undefined)
    if (change === 'recovered') log.info('probe recovered', { probe, path })
    else if (change !== undefined && record !== undefined) {
      const { reason, phase, detail, answeredBy, traceId } = record
      log.warn('probe failed', { probe, path, reason, phase, detail, answeredBy, traceId })
    }
    const seconds = overhead.add(sample)
    if (seconds !== undefined) metrics.overhead(probe, seconds)
    return change === 'first-fails'
  }
  return {
    take(sample) {
      const probe = probes.get(sample.probe)
      if (probe === undefined) return false
      const { path, outcome, role, invalid: cause } = sample
      const budget = budgetOf(maintenanceReason(probe.name, sample.slotWall), usual)
      metrics.sample(sample, budget)
      const record = failureRecord(sample, probe, secrets)
      if (record !== undefined) failures.change(probe.name, known => withRecord(known, record, probes.size))
      if (cause !== undefined) {
        log.warn('sample invalid', { probe: probe.name, path, cause, ...evidenceOf(sample, record, secrets) })
        return false
      }
      if (role !== 'slot') return false
      metrics.failureScore(probe.name, path, scores.add(sample, budget, outcome.isGood))
      return noteChange(sample, record)
    },
    setAside(route, untilWall, because) {
      const aside = { until: new Date(untilWall).toISOString(), because: redact(because, secrets) }
      const note = `set aside until ${aside.until}, because ${aside.because}`
      failures.change(route.probe, known => withSetAside(known, route.path, note))
      log.error('probe set aside', { ...route, ...aside })
    },
    knows: probe => probes.has(probe),
    define(definitions, routes) {
      secrets = definitions.secrets
      probes.clear()
      for (const probe of definitions.probes) probes.set(probe.name, probe)
      failing.keepOnly(routes)
      scores.keepOnly(routes)
      overhead.keepOnly(new Set(probes.keys()))
      failures.keepOnly(probes)
    },
    get failures() {
      return failures.all()
    },
    get isAnyFailing() {
      return failing.isAny
    },
  }
}

/** Changed in place: with hundreds of failing probes a copy for each failure is most of what the main thread allocates. */
function createKeptFailures() {
  const kept = new Map<string, readonly FailureRecord[]>()
  return {
    change(probe: string, how: (known: readonly FailureRecord[]) => readonly FailureRecord[]): void {
      kept.set(probe, how(kept.get(probe) ?? []))
    },
    keepOnly(probes: ReadonlyMap<string, unknown>): void {
      for (const name of kept.keys()) if (!probes.has(name)) kept.delete(name)
    },
    all: (): FailureLog => Object.fromEntries(kept),
  }
}

/** What is known of an invalid sample besides its cause. */
function evidenceOf({ stack }: Sample, record: FailureRecord | undefined, secrets: readonly Secret[]) {
  return { ...(record && { detail: record.detail }), ...(stack && { stack: redact(stack, secrets) }) }
}
