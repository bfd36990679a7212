import type { Log } from '../../adapters/log.ts'
import { type BlackBox, type FailureRecord, failureRecord, withRecord } from './core/explain/failure-log.ts'
import type { Finished } from './core/judge/sample.ts'
import { createFailingPaths } from './core/series/failing-paths.ts'
import { createFailureScores } from './core/series/failure-scores.ts'
import { createPathOverhead } from './core/series/path-overhead.ts'
import { budgetOf } from './core/slots/maintenance.ts'
import type { Place } from './core/slots/slot-ledger.ts'
import type { Definitions, Probe, Secret } from './definition/model.ts'
import type { ProberMetrics } from './metrics.ts'

export interface SamplesDeps {
  readonly metrics: ProberMetrics
  readonly log: Log
  /** Why a probe is in maintenance at a time (milliseconds since 1970), or undefined when it is not. */
  readonly maintenanceReason: (probe: string, at: number) => string | undefined
}

/** What is made of samples: they are counted, failures are kept, and a change is told in the log. */
export interface Samples {
  /** Counts a sample of a probe that is defined; whether it is the first failure after its probe was good. */
  take(finished: Finished): boolean
  /** Whether a probe is defined now. */
  knows(probe: string): boolean
  define(definitions: Definitions, places: readonly Place[]): void
  readonly failures: BlackBox
  readonly isAnyFailing: boolean
}

/** No sample has been taken, and no probe is defined. */
export function createSamples({ metrics, log, maintenanceReason }: SamplesDeps): Samples {
  const probes = new Map<string, Probe>()
  const failing = createFailingPaths()
  const scores = createFailureScores()
  const overhead = createPathOverhead()
  let secrets: readonly Secret[] = []
  let failures: BlackBox = {}

  const believe = (finished: Finished, record: FailureRecord | undefined): boolean => {
    const { probe, path } = finished
    const change = failing.note(finished, record === undefined)
    if (change === 'good-again') log.info('probe good again', { probe, path })
    else if (change !== undefined && record !== undefined) {
      const { reason, phase, detail, answeredBy, traceId } = record
      log.warn('probe failed', { probe, path, reason, phase, detail, answeredBy, traceId })
    }
    const seconds = overhead.add(finished)
    if (seconds !== undefined) metrics.overhead(probe, seconds)
    return change === 'first-fails'
  }
  return {
    take(finished) {
      const probe = probes.get(finished.probe)
      if (probe === undefined) return false
      const { path, outcome, role, invalid: cause } = finished
      const budget = budgetOf(maintenanceReason(probe.name, finished.slot))
      metrics.finished(finished, budget)
      const record = failureRecord(finished, probe, secrets)
      if (record !== undefined) failures = withRecord(failures, record)
      if (cause !== undefined) {
        log.warn('sample not believed', { probe: probe.name, path, cause, ...(record && { detail: record.detail }) })
        return false
      }
      if (role !== 'slot') return false
      metrics.failureScore(probe.name, path, scores.add(finished, budget, outcome.isGood))
      return believe(finished, record)
    },
    knows: probe => probes.has(probe),
    define(definitions, places) {
      secrets = definitions.secrets
      probes.clear()
      for (const probe of definitions.probes) probes.set(probe.name, probe)
      failing.keepOnly(places)
      scores.keepOnly(places)
      overhead.keepOnly(new Set(probes.keys()))
      failures = Object.fromEntries(Object.entries(failures).filter(([name]) => probes.has(name)))
    },
    get failures() {
      return failures
    },
    get isAnyFailing() {
      return failing.isAny
    },
  }
}
