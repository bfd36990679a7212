import { steadyNow } from '../../../adapters/steady-clock.ts'
import type { SkipReason } from '../contract/names.ts'
import { pathOffset } from '../core/slots/grid.ts'
import type { Probe } from '../definition/model.ts'
import type { Turn } from '../probes/run-probe.ts'
import { createRuns, type RunsDeps } from './runs.ts'
import { type CronTimes, createSlotClock } from './slot-clock.ts'

export interface SchedulerDeps extends RunsDeps {
  readonly cron: CronTimes
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
export function createScheduler({ cron, random, ...deps }: SchedulerDeps): Scheduler {
  const runs = createRuns(deps)
  const tellSlots = ({ name, routes }: Probe, slot: number, count: number, skipped?: SkipReason): void => {
    for (const { path } of routes) deps.tell({ type: 'slot', probe: name, path, slot, count, skipped })
  }
  const clock = createSlotClock({
    cron,
    onSlot(probe, slot, number) {
      const hasRoom = runs.hasRoom(probe.routes.length)
      tellSlots(probe, slot, 1, hasRoom ? undefined : 'overload')
      if (hasRoom) runs.start(turnsOf(probe, { role: 'slot', at: slot + random() * probe.schedule.jitter, number }))
    },
    onPassed: tellSlots,
  })
  return {
    define(probes, maxInFlight, servedTo = {}) {
      runs.limit(maxInFlight)
      clock.define(probes, servedTo)
    },
    confirm(name) {
      const current = clock.current(name)
      const from = steadyNow()
      const turns = CONFIRM_AT_MS.flatMap((after, look) =>
        current === undefined
          ? []
          : turnsOf(current.probe, { role: 'confirm', at: from + after, number: current.number + look }),
      )
      // A burst is for looking closer: it never takes the room that slots need, and its end is awaited all the same.
      if (turns.length > 0 && runs.hasRoom(turns.length)) runs.start(turns)
      else deps.tell({ type: 'round', probe: name, role: 'confirm' })
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

interface Look {
  readonly role: Turn['role']
  readonly at: number
  readonly number: number
}

/** One turn for each path of a probe. */
export function turnsOf(probe: Probe, { role, at, number }: Look): readonly Turn[] {
  const timeout = role === 'slot' ? probe.timeout : Math.min(probe.timeout, CONFIRM_TIMEOUT_MS)
  return probe.routes.map((route, index) => {
    const slot = at + pathOffset(index, probe.schedule.interval)
    return { probe, route, role, slot, number, timeout }
  })
}
