import { steadyNow } from '../../../adapters/steady-clock.ts'
import { milliseconds } from '../../../lib/duration.ts'
import type { SkipReason } from '../contract/names.ts'
import type { Sample } from '../core/judge/sample.ts'
import { pathOffset } from '../core/slots/grid.ts'
import { createShifts } from '../core/slots/shifts.ts'
import type { Probe, Route } from '../definition/model.ts'
import type { ProbeRun } from '../probes/run-probe.ts'
import { createAsideRoutes } from './aside-routes.ts'
import type { LoopWatch } from './loop-watch.ts'
import type { WorkerMessage } from './messages.ts'
import { createRuns } from './runs.ts'
import { createSlotClock, type SlotClock } from './slot-clock.ts'
import type { CronTimes, DueSlots } from './slot-times.ts'

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
  /** Replaces the set of probes; `servedToSteady` has the last slots that an earlier thread served. */
  define(probes: readonly Probe[], maxInFlight: number, servedToSteady?: Readonly<Record<string, number>>): void
  /** Probes each path of a probe three times within 600 ms, outside its slots. */
  confirm(name: string): void
  /** No slots from now on; resolves when the last probe has ended. */
  stop(): Promise<void>
}

/** Runs probes at their slots. A slow target delays no slot: each starts when it is due, whatever still runs. */
export function createScheduler({ report, watch, isReferenceGood, cron, random }: SchedulerDeps): Scheduler {
  const aside = createAsideRoutes(report)
  const shifts = createShifts(random)
  const onEnd = (run: ProbeRun, sample: Sample): void => {
    aside.noteEnd(run, sample)
    shifts.noteEnd(run.probe, sample.invalid === 'loop_late')
  }
  const runs = createRuns({ report, watch, isReferenceGood, onEnd })
  const reportSlots = (
    { name }: Probe,
    routes: readonly Route[],
    { count, lastSteady }: DueSlots,
    skipped?: SkipReason,
  ): void => {
    for (const { path } of routes) {
      report({ type: 'slot', probe: name, path, slotSteady: lastSteady, count, skipped })
    }
  }
  const clock = createSlotClock(cron, {
    onSlot(probe, slotSteady, slotNumber) {
      const slot = { count: 1, lastSteady: slotSteady }
      const due = aside.without(probe)
      const left = probe.routes.filter(route => !due.includes(route))
      const hasRoom = runs.hasRoom(due.length)
      reportSlots(probe, left, slot, 'set_aside')
      reportSlots(probe, due, slot, hasRoom ? undefined : 'overload')
      if (!hasRoom || due.length === 0) return
      const startSteady = slotSteady + shifts.of(probe.name) + random() * probe.schedule.jitter
      const batch = batchOf(probe, { role: 'slot', slotSteady: startSteady, slotNumber })
      runs.start(batch.filter(({ route }) => due.includes(route)))
    },
    onPassed: (probe, slots, reason) => reportSlots(probe, probe.routes, slots, reason),
  })
  return {
    define(probes, maxInFlight, servedToSteady = {}) {
      runs.limit(maxInFlight)
      aside.redefine(clock.define(probes, servedToSteady), probes)
      shifts.keepOnly(probes)
    },
    confirm(name) {
      const batch = burstOf(clock.current(name)).filter(({ probe, route }) => aside.without(probe).includes(route))
      // A burst is an extra: it never takes the room that slots need, and its end is reported all the same.
      if (batch.length > 0 && runs.hasRoom(batch.length)) runs.start(batch)
      else report({ type: 'batch', probe: name, role: 'confirm' })
    },
    async stop() {
      clock.stop()
      await runs.drained()
    },
  }
}

/** The probes that follow a first failure; none where its probe is no longer defined. */
function burstOf(current: ReturnType<SlotClock['current']>): readonly ProbeRun[] {
  if (current === undefined) return []
  const nowSteady = steadyNow()
  return CONFIRM_AFTER.flatMap((after, index) =>
    batchOf(current.probe, {
      role: 'confirm',
      slotSteady: nowSteady + after,
      slotNumber: current.slotNumber + index,
    }),
  )
}

const CONFIRM_AFTER = [0, 300, 600].map(milliseconds)
/** A confirmation need not wait as long as a sample: the first failure has already had that time. */
const CONFIRM_TIMEOUT = milliseconds(1500)

/** One run for each path of a probe. */
export function batchOf(
  probe: Probe,
  { role, slotSteady, slotNumber }: Pick<ProbeRun, 'role' | 'slotSteady' | 'slotNumber'>,
): readonly ProbeRun[] {
  const { timeout, routes, schedule } = probe
  return routes.map((route, index) => ({
    probe,
    route,
    role,
    slotSteady: slotSteady + pathOffset(index, schedule.interval),
    slotNumber,
    timeout: role === 'confirm' && timeout > CONFIRM_TIMEOUT ? CONFIRM_TIMEOUT : timeout,
  }))
}
