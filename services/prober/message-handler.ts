import { steadyToWall } from '../../adapters/steady-clock.ts'
import type { FaultHistory } from './core/fault/fault-history.ts'
import type { FaultTracker } from './core/fault/fault-tracker.ts'
import type { Localisation } from './core/fault/localise.ts'
import type { Sample } from './core/judge/sample.ts'
import type { SlotLedger } from './core/slots/slot-ledger.ts'
import type { ProberMetrics } from './metrics.ts'
import type { Samples } from './samples.ts'
import type { SummarisedLog } from './summarised-log.ts'
import type { WorkerMessage, WorkerMessages, WorkerOrder } from './thread/messages.ts'

export interface MessageHandlerDeps {
  readonly metrics: ProberMetrics
  readonly log: SummarisedLog
  readonly slots: SlotLedger
  readonly samples: Samples
  readonly fault: FaultTracker
  readonly history: FaultHistory
  /** Reports a localisation that names another hop than before. */
  readonly reportFault: (changed: Localisation | undefined) => void
  readonly order: (order: WorkerOrder) => void
  /** Names of the probes defined now. */
  readonly probes: () => readonly string[]
  /** Why a probe is in maintenance at a moment, or undefined when it is not. */
  readonly maintenanceReason: (probe: string, momentWall: number) => string | undefined
  readonly nowWall: () => number
}

type Handlers = { readonly [Type in keyof WorkerMessages]: (message: WorkerMessage<Type>) => void }

/** What each message of the probing thread does in the main thread. */
export function createMessageHandler(deps: MessageHandlerDeps): (message: WorkerMessage) => void {
  const { metrics, log, slots, samples, fault, history, order } = deps
  let wasReferenceGood = true
  const report = followingReport(deps)
  const handlers: Handlers = {
    slot({ probe, path, slotSteady, count, skipped }) {
      for (let index = 0; index < count; index++) metrics.slot(probe, path, skipped)
      if (skipped === undefined) slots.started({ probe, path }, slotSteady)
      else slots.skipped({ probe, path }, slotSteady, skipped)
    },
    sample({ sample }) {
      // A burst may outlive the definition of its probe, as a slot may.
      const isDefined = sample.role === 'slot' ? slots.ended(sample) : samples.knows(sample.probe)
      if (!isDefined) return
      fault.add(sample)
      if (isCountedFailure(sample, deps)) history.failed(sample, sample.slotWall, deps.nowWall())
      if (!samples.take(sample)) return
      fault.burst(sample.probe, true)
      order({ type: 'confirm', probe: sample.probe })
      order({ type: 'gather' })
    },
    batch({ probe, role }) {
      if (role === 'confirm') fault.burst(probe, false)
      if (samples.isAnyFailing) order({ type: 'gather' })
      report(fault.update(role === 'slot' ? probe : undefined), probe)
    },
    setAside: ({ probe, path, untilSteady, because }) => {
      if (!samples.knows(probe)) return
      metrics.setAside(probe, path, untilSteady !== undefined)
      if (untilSteady === undefined) log.info('probe no longer set aside', { probe, path })
      else samples.setAside({ probe, path }, steadyToWall(untilSteady), because)
    },
    stray({ probe, error, stack }) {
      metrics.stray()
      log.error('exception in the probing thread', { probe, error, stack })
    },
    evidence({ hop, isAlive }) {
      fault.know(hop === 'edge' ? { edgeAlive: isAlive } : { ingressAlive: isAlive })
      if (samples.isAnyFailing) report(fault.update())
    },
    reference({ errorSeconds, isGood }) {
      if (errorSeconds !== undefined) metrics.reference(errorSeconds)
      fault.know({ isReferenceGood: isGood })
      if (isGood !== wasReferenceGood) report(fault.update())
      wasReferenceGood = isGood
    },
    vitals({ utilization, lagsSeconds }) {
      metrics.vitals(utilization, lagsSeconds)
      log.summarise()
      const nowWall = deps.nowWall()
      for (const probe of deps.probes())
        metrics.maintenance(probe, deps.maintenanceReason(probe, nowWall) !== undefined)
    },
    stopped: () => undefined,
  }
  return message => dispatch(handlers, message)
}

/** Reports another fault, and follows that of the probe of which something is new; of all when that is not known. */
function followingReport(deps: MessageHandlerDeps): (changed: Localisation | undefined, probe?: string) => void {
  const { fault, history, reportFault } = deps
  return (changed, probe) => {
    reportFault(changed)
    if (fault.isConfirming) return
    const isAlone = changed === undefined && probe !== undefined
    followFaults(deps, isAlone ? [probe] : new Set([...history.lasting(), ...fault.troubled()]))
  }
}

/** Writes down where the fault of each of these probes is now. */
export function followFaults(
  { fault, history, nowWall }: Pick<MessageHandlerDeps, 'fault' | 'history' | 'nowWall'>,
  probes: Iterable<string>,
): void {
  for (const probe of probes) history.follow(probe, fault.ofProbe(probe), nowWall())
}

/** A failure that spends error budget. */
function isCountedFailure(sample: Sample, { maintenanceReason }: MessageHandlerDeps): boolean {
  const isFailure = sample.role === 'slot' && sample.invalid === undefined && !sample.outcome.isGood
  return isFailure && maintenanceReason(sample.probe, sample.slotWall) === undefined
}

/** Hands a message to the handler of its type; generic, so that the compiler sees that the two belong together. */
function dispatch<Type extends keyof WorkerMessages>(handlers: Handlers, message: WorkerMessage<Type>): void {
  handlers[message.type](message)
}
