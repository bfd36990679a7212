import { steadyNow } from '../../../adapters/steady-clock.ts'
import { type Duration, milliseconds } from '../../../lib/duration.ts'
import type { InvalidCause } from '../contract/names.ts'
import type { ProbeGuard } from '../guard/probe-guard.ts'
import { nextTurn, threadCpu } from '../guard/turn.ts'
import { createBusyMeter } from './busy-meter.ts'

/** Watches the thread's own event loop while probes run, so that its lateness is not taken for the target's. */
export interface LoopWatch {
  /** A probe starts: the loop is watched until as many have ended. What is spent on this probe is not held against it. */
  begin(own?: OwnTime): WatchedRun
  /** A probe ends: why its sample is invalid, if it is. */
  end(run: WatchedRun): InvalidCause | undefined
  /** Lateness seen since the last call, in seconds, and the share of time the loop was busy. */
  drain(): { readonly lagsSeconds: readonly number[]; readonly utilization: number }
}

/** The time of the thread that one probe has used. */
type OwnTime = Pick<ProbeGuard, 'spent' | 'spentInTurn'>

/** When a probe began, by both clocks, and how late the loop has been since for other causes than this probe. */
interface WatchedRun {
  readonly nowSteady: number
  readonly nowWall: number
  readonly own: OwnTime
  late: Duration
}

/** How often the loop is checked while probes run. */
const TICK = milliseconds(10)
/** A loop this late has falsified a measurement by more than the threshold of a latency SLO tolerates. */
export const LATE = milliseconds(25)
/**
 * The ratio of its own time that lateness falsifies a long measurement by: otherwise what takes long, a target that hangs most
 * of all, would meet some lateness each time and never be counted.
 */
const LATE_RATIO = 0.05
/** A step of the wall clock against the steady one; slewing by NTP is far below. */
const CLOCK_STEP = milliseconds(250)

const NOTHING_OWN: OwnTime = { spent: milliseconds(0), spentInTurn: () => milliseconds(0) }

/** Starts watching with the first probe; `cpuNow` is the processor time that the thread has used. */
export function createLoopWatch(cpuNow: () => Duration = threadCpu): LoopWatch {
  const running = new Set<WatchedRun>()
  let timer: NodeJS.Timeout | undefined
  let lastTickSteady = 0
  let cpuAtTick = cpuNow()
  let lags: number[] = []
  const busy = createBusyMeter()

  const foreign = (lag: Duration, own: OwnTime): Duration =>
    foreignLateness(lag, own.spentInTurn(), milliseconds(cpuNow() - cpuAtTick))
  const beginTurn = (nowSteady: number): void => {
    lastTickSteady = nowSteady
    cpuAtTick = cpuNow()
    nextTurn()
  }
  const tick = (): void => {
    const nowSteady = steadyNow()
    const lag = milliseconds(Math.max(0, nowSteady - lastTickSteady - TICK))
    lags.push(lag / 1000)
    if (lag > LATE) for (const run of running) run.late = milliseconds(run.late + foreign(lag, run.own))
    beginTurn(nowSteady)
  }
  return {
    begin(own = NOTHING_OWN) {
      const run = { nowSteady: steadyNow(), nowWall: Date.now(), own, late: milliseconds(0) }
      // Lateness until now is that of the others, whether a tick has seen it or not.
      if (timer !== undefined && run.nowSteady - lastTickSteady - TICK > LATE) tick()
      running.add(run)
      if (timer === undefined) {
        beginTurn(run.nowSteady)
        timer = setInterval(tick, TICK)
      }
      return run
    },
    end(run) {
      const nowSteady = steadyNow()
      running.delete(run)
      const lag = milliseconds(nowSteady - lastTickSteady - TICK)
      if (running.size === 0) {
        clearInterval(timer)
        timer = undefined
      }
      const late = run.late + (lag > LATE ? foreign(lag, run.own) : 0)
      if (late > Math.max(LATE, LATE_RATIO * (nowSteady - run.nowSteady))) return 'loop_late'
      if (busy.isTooBusy(run.own.spent)) return 'overload'
      const step = Date.now() - run.nowWall - (nowSteady - run.nowSteady)
      return Math.abs(step) > CLOCK_STEP ? 'clock_step' : undefined
    },
    drain() {
      const drained = { lagsSeconds: lags, utilization: busy.drain() }
      lags = []
      return drained
    },
  }
}

/**
 * How late the loop would have been without one probe, by the time that was spent on the probe and the processor time that
 * the thread has had: a thread that waited for a processor worked for none.
 */
export function foreignLateness(lag: Duration, own: Duration, worked: Duration): Duration {
  return milliseconds(Math.max(0, lag - Math.min(own, worked)))
}
