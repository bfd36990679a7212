import type { FaultTracker } from './core/fault/fault-tracker.ts'
import type { Localisation } from './core/fault/localise.ts'
import type { WorkerMessage, WorkerOrder } from './core/judge/sample.ts'
import type { SlotLedger } from './core/slots/slot-ledger.ts'
import type { Samples, SamplesDeps } from './samples.ts'

export interface MessagesDeps extends Pick<SamplesDeps, 'metrics' | 'maintenanceReason'> {
  readonly now: () => number
  readonly slots: SlotLedger
  readonly samples: Samples
  readonly fault: FaultTracker
  /** Reports a localisation that names another hop than before. */
  readonly reportFault: (changed: Localisation | undefined) => void
  readonly order: (order: WorkerOrder) => void
  /** Names of the probes defined now. */
  readonly probes: () => readonly string[]
}

type Handlers = { readonly [Type in WorkerMessage['type']]: (message: Extract<WorkerMessage, { type: Type }>) => void }

/** What each message of the probing thread does. */
export function createHandlers(deps: MessagesDeps): Handlers {
  const { metrics, slots, samples, fault, reportFault, order } = deps
  let wasReferenceGood = true
  return {
    slot({ probe, path, slot, count, skipped }) {
      for (let index = 0; index < count; index++) metrics.slot(probe, path, skipped)
      if (skipped === undefined) slots.started({ probe, path }, slot)
      else slots.skipped({ probe, path }, slot, skipped)
    },
    sample({ sample }) {
      // A burst may outlive the definition of its probe, as a slot may.
      const isDefined = sample.role === 'slot' ? slots.ended(sample) : samples.knows(sample.probe)
      if (!isDefined) return
      fault.add(sample)
      if (!samples.take(sample)) return
      fault.burst(sample.probe, true)
      order({ type: 'confirm', probe: sample.probe })
      order({ type: 'gather' })
    },
    batch({ probe, role }) {
      if (role === 'confirm') fault.burst(probe, false)
      if (samples.isAnyFailing) order({ type: 'gather' })
      reportFault(fault.update(role === 'slot' ? probe : undefined))
    },
    evidence({ hop, isAlive }) {
      fault.know(hop === 'edge' ? { edgeAlive: isAlive } : { ingressAlive: isAlive })
      if (samples.isAnyFailing) reportFault(fault.update())
    },
    reference({ errorSeconds, isGood }) {
      if (errorSeconds !== undefined) metrics.reference(errorSeconds)
      fault.know({ isReferenceGood: isGood })
      if (isGood !== wasReferenceGood) reportFault(fault.update())
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
