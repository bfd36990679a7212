import type { StandingVerdict } from './core/fault/fault-tracker.ts'
import type { Localisation } from './core/fault/localise.ts'
import type { WorkerMessage, WorkerOrder } from './core/judge/sample.ts'
import type { SlotBook } from './core/slots/slot-ledger.ts'
import type { Samples, SamplesDeps } from './samples.ts'

export interface MessagesDeps extends Pick<SamplesDeps, 'metrics' | 'maintenanceReason'> {
  readonly now: () => number
  readonly slots: SlotBook
  readonly samples: Samples
  readonly verdict: StandingVerdict
  /** Hears of a verdict that names another hop than before. */
  readonly tellVerdict: (changed: Localisation | undefined) => void
  readonly order: (order: WorkerOrder) => void
  /** Names of the probes defined now. */
  readonly probes: () => readonly string[]
}

type Handlers = { readonly [Type in WorkerMessage['type']]: (message: Extract<WorkerMessage, { type: Type }>) => void }

/** What each message of the probing thread does. */
export function createHandlers(deps: MessagesDeps): Handlers {
  const { metrics, slots, samples, verdict, tellVerdict, order } = deps
  let wasReferenceGood = true
  return {
    slot({ probe, path, slot, count, skipped }) {
      for (let told = 0; told < count; told++) metrics.slot(probe, path, skipped)
      if (skipped === undefined) slots.started({ probe, path }, slot)
      else slots.skipped({ probe, path }, slot, skipped)
    },
    finished({ finished }) {
      // A burst may outlive the definition of its probe, as a slot may.
      const isDefined = finished.role === 'slot' ? slots.ended(finished) : samples.knows(finished.probe)
      if (!isDefined) return
      verdict.see(finished)
      if (!samples.take(finished)) return
      verdict.burst(finished.probe, true)
      order({ type: 'confirm', probe: finished.probe })
      order({ type: 'gather' })
    },
    round({ probe, role }) {
      if (role === 'confirm') verdict.burst(probe, false)
      if (samples.isAnyFailing) order({ type: 'gather' })
      tellVerdict(verdict.judge(role === 'slot' ? probe : undefined))
    },
    evidence({ hop, isAlive }) {
      verdict.know(hop === 'edge' ? { edgeAlive: isAlive } : { ingressAlive: isAlive })
      if (samples.isAnyFailing) tellVerdict(verdict.judge())
    },
    reference({ errorSeconds, isGood }) {
      if (errorSeconds !== undefined) metrics.reference(errorSeconds)
      verdict.know({ isReferenceGood: isGood })
      if (isGood !== wasReferenceGood) tellVerdict(verdict.judge())
      wasReferenceGood = isGood
    },
    vitals({ utilization, lagsSeconds }) {
      metrics.vitals(utilization, lagsSeconds)
      const now = deps.now()
      for (const probe of deps.probes()) metrics.maintenance(probe, deps.maintenanceReason(probe, now) !== undefined)
    },
    stopped: () => undefined,
  }
}
