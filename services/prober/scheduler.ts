import { performance } from 'node:perf_hooks'
import type { WorkerMessage } from './core/finished.ts'
import { pathOffset, phaseOf, slotAfter, slotsUntil } from './core/grid.ts'
import type { Probe } from './core/model.ts'
import type { LoopWatch } from './loop-watch.ts'
import { runProbe, type Turn } from './probes/run-probe.ts'
import { steadyNow, wallOffset } from './steady-now.ts'

export interface SchedulerDeps {
  readonly tell: (message: WorkerMessage) => void
  readonly watch: LoopWatch
  /** The next slot of a cron expression after a time, in milliseconds since 1970. */
  readonly nextCron: (expression: string, after: number) => number
  readonly random: () => number
  /** Whether samples are in doubt because the reference is. */
  readonly isReferenceGood: () => boolean
}

export interface Scheduler {
  /** Takes over a set of probes by difference: one that did not change keeps its slots. */
  define(probes: readonly Probe[], maxInFlight: number): void
  /** Looks at a probe's paths three times within 600 ms, outside its slots. */
  confirm(name: string): void
  /** No slots from now on; resolves when the last probe has ended. */
  stop(): Promise<void>
}

const CONFIRM_AT_MS = [0, 300, 600] as const
/** A confirmation need not wait as long as a sample: the first failure has already had that time. */
const CONFIRM_TIMEOUT_MS = 1500

interface Scheduled {
  readonly probe: Probe
  readonly definition: string
  timer: NodeJS.Timeout | undefined
  next: number
  number: number
}

/** Runs probes at their slots. A slow target delays no slot: each starts when it is due, whatever still runs. */
export function createScheduler(deps: SchedulerDeps): Scheduler {
  const scheduled = new Map<string, Scheduled>()
  const running = new Set<Promise<void>>()
  const rounds = new Set<Promise<void>>()
  let maxInFlight = 1
  let isStopped = false

  const nextSlot = ({ probe }: Scheduled, after: number): number => {
    const { cron, interval } = probe.schedule
    if (cron === undefined) return slotAfter(after, interval, phaseOf(probe.name, interval))
    // Cron means the clock on the wall, wherever that is set to now.
    return deps.nextCron(cron, after + wallOffset()) - wallOffset()
  }
  const arm = (entry: Scheduled): void => {
    const delay = entry.next - steadyNow()
    // Timers count in whole milliseconds and longer ones than 24.8 days wrap; a slot is never early.
    entry.timer = setTimeout(() => due(entry), Math.min(Math.max(0, Math.ceil(delay)), 2 ** 31 - 1))
  }
  const due = (entry: Scheduled): void => {
    const now = steadyNow()
    if (now < entry.next) {
      arm(entry)
      return
    }
    const { probe } = entry
    const slot = entry.next
    // What the thread slept through is told as missed, one by one, and not made up for in a burst.
    const missed = probe.schedule.cron === undefined ? slotsUntil(slot, now, probe.schedule.interval) : 0
    for (let lost = 0; lost < missed; lost++) skip(probe, 'missed')
    const current = slot + missed * probe.schedule.interval
    entry.next = nextSlot(entry, Math.max(current, now))
    arm(entry)
    startSlot(entry, missed > 0 ? current : slot)
  }
  const skip = (probe: Probe, skipped: 'missed' | 'overload'): void => {
    for (const { path } of probe.routes) deps.tell({ type: 'slot', probe: probe.name, path, skipped })
  }
  const startSlot = (entry: Scheduled, slot: number): void => {
    const { probe } = entry
    entry.number += 1
    if (running.size + probe.routes.length > maxInFlight) {
      skip(probe, 'overload')
      return
    }
    const number = entry.number
    const jitter = deps.random() * probe.schedule.jitter
    const paths = probe.routes.map((route, index) => {
      const at = slot + jitter + pathOffset(index, probe.schedule.interval)
      deps.tell({ type: 'slot', probe: probe.name, path: route.path, skipped: undefined })
      return track(running, runAt(at, { probe, route, role: 'slot', slot: at, number, timeout: probe.timeout }))
    })
    void track(rounds, endRound(probe, 'slot', paths))
  }
  const runAt = async (at: number, turn: Turn): Promise<void> => {
    const delay = at - steadyNow()
    if (delay > 0) await new Promise(resolve => setTimeout(resolve, delay))
    const start = performance.now()
    const wallStart = Date.now()
    deps.watch.begin()
    const finished = await runProbe(turn)
    const spoiled = deps.watch.end(start, wallStart)
    const invalid = finished.invalid ?? spoiled ?? (deps.isReferenceGood() ? undefined : 'reference')
    deps.tell({ type: 'finished', finished: { ...finished, slot: turn.slot + wallOffset(), invalid } })
  }
  const track = (kept: Set<Promise<void>>, work: Promise<void>): Promise<void> => {
    kept.add(work)
    return work.finally(() => kept.delete(work))
  }
  const endRound = async (probe: Probe, role: 'slot' | 'confirm', paths: readonly Promise<void>[]): Promise<void> => {
    await Promise.all(paths)
    deps.tell({ type: 'round', probe: probe.name, role })
  }

  return {
    define(probes, limit) {
      maxInFlight = limit
      const names = new Set(probes.map(({ name }) => name))
      for (const [name, { timer }] of scheduled) {
        if (names.has(name)) continue
        clearTimeout(timer)
        scheduled.delete(name)
      }
      for (const probe of probes) {
        const definition = JSON.stringify(probe)
        const known = scheduled.get(probe.name)
        if (known?.definition === definition) continue
        clearTimeout(known?.timer)
        const entry: Scheduled = { probe, definition, timer: undefined, next: 0, number: known?.number ?? 0 }
        // A slot that is already served must not be served again by the new definition.
        entry.next = nextSlot(entry, steadyNow())
        scheduled.set(probe.name, entry)
        arm(entry)
      }
    },
    confirm(name) {
      const entry = scheduled.get(name)
      if (entry === undefined || isStopped) return
      const { probe } = entry
      const from = steadyNow()
      const timeout = Math.min(probe.timeout, CONFIRM_TIMEOUT_MS)
      const looks = CONFIRM_AT_MS.flatMap((after, look) =>
        probe.routes.map((route, index) => {
          const at = from + after + pathOffset(index, probe.schedule.interval)
          return track(
            running,
            runAt(at, { probe, route, role: 'confirm', slot: at, number: entry.number + look, timeout }),
          )
        }),
      )
      void track(rounds, endRound(probe, 'confirm', looks))
    },
    async stop() {
      isStopped = true
      for (const { timer } of scheduled.values()) clearTimeout(timer)
      scheduled.clear()
      while (running.size + rounds.size > 0) await Promise.allSettled([...running, ...rounds])
    },
  }
}
