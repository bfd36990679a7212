import { steadyNow } from '../../../adapters/steady-clock.ts'
import type { SkipReason } from '../contract/names.ts'
import { pathOffset } from '../core/slots/grid.ts'
import type { Probe } from '../definition/model.ts'
import type { ProbeRun } from '../probes/run-probe.ts'
import type { LoopWatch } from './loop-watch.ts'
import type { WorkerMessage } from './messages.ts'
import { createRuns } from './runs.ts'
import { type CronTimes, createSlotClock } from './slot-clock.ts'

export interface SchedulerDeps {
  readonly report: (message: WorkerMessage) => void
  readonly watch: LoopWatch
  /** Whether samples are in doubt because the reference is. */
  readonly isReferenceGood: () => boolean
  readonly cron: CronTimes
  /** A number from 0 up to 1, as `Math.random` gives it. */
  readonly random: () => number
}

export interface Scheduler {
  /** Takes over a set of probes by difference; `servedTo` has the last slots that an earlier thread served. */
  define(probes: readonly Probe[], maxInFlight: number, servedTo?: Readonly<Record<string, number>>): void
  /** Looks at a probe's paths three times within 600 ms, outside its slots. */
  confirm(name: string): void
  /** No slots from now on; resolves when the last probe has ended. */
  stop(): Promise<void>
}

/** Runs probes at their slots. A slow target delays no slot: each starts when it is due, whatever still runs. */
export function createScheduler({ report, watch, isReferenceGood, cron, random }: SchedulerDeps): Scheduler {
  const runs = createRuns({ report, watch, isReferenceGood })
  const reportSlots = ({ name, routes }: Probe, slot: number, count: number, skipped?: SkipReason): void => {
    for (const { path } of routes) report({ type: 'slot', probe: name, path, slot, count, skipped })
  }
  const clock = createSlotClock({
    cron,
    onSlot(probe, slot, slotNumber) {
      const hasRoom = runs.hasRoom(probe.routes.length)
      reportSlots(probe, slot, 1, hasRoom ? undefined : 'overload')
      if (hasRoom) runs.start(batchOf(probe, { role: 'slot', at: slot + random() * probe.schedule.jitter, slotNumber }))
    },
    onPassed: reportSlots,
  })
  return {
    define(probes, maxInFlight, servedTo = {}) {
      runs.limit(maxInFlight)
      clock.define(probes, servedTo)
    },
    confirm(name) {
      const current = clock.current(name)
      const from = steadyNow()
      const batch = CONFIRM_AT_MS.flatMap((after, index) =>
        current === undefined
          ? []
          : batchOf(current.probe, { role: 'confirm', at: from + after, slotNumber: current.slotNumber + index }),
      )
      // A burst is for looking closer: it never takes the room that slots need, and its end is awaited all the same.
      if (batch.length > 0 && runs.hasRoom(batch.length)) runs.start(batch)
      else report({ type: 'batch', probe: name, role: 'confirm' })
    },
    async stop() {
      clock.stop()
      await runs.drained()
    },
  }
}

const CONFIRM_AT_MS = [0, 300, 600] as const
/** A confirmation need not wait as long as a sample: the first failure has already had that time. */
const CONFIRM_TIMEOUT_MS = 1500

interface BatchPlan {
  readonly role: ProbeRun['role']
  readonly at: number
  readonly slotNumber: number
}

/** One run for each path of a probe. */
function batchOf(probe: Probe, { role, at, slotNumber }: BatchPlan): readonly ProbeRun[] {
  const timeout = role === 'slot' ? probe.timeout : Math.min(probe.timeout, CONFIRM_TIMEOUT_MS)
  return probe.routes.map((route, index) => {
    const slot = at + pathOffset(index, probe.schedule.interval)
    return { probe, route, role, slot, slotNumber, timeout }
  })
}
