import { performance } from 'node:perf_hooks'
import { BUSY } from '../contract/bounds.ts'
import type { InvalidCause } from '../contract/names.ts'

/** Watches the thread's own event loop while probes run, so that its lateness is not taken for the target's. */
export interface LoopWatch {
  /** A probe starts: the loop is watched until as many have ended. */
  begin(): void
  /** A probe that began at `start` (`performance.now()`) ends; why it cannot be believed, if so. */
  end(start: number, wallStart: number): InvalidCause | undefined
  /** Lateness seen since the last call, in seconds, and the share of time the loop was busy. */
  drain(): { readonly lagsSeconds: readonly number[]; readonly utilization: number }
}

/** The loop is looked at this often while probes run. */
const TICK_MS = 10
/** A loop this much late has added to some measurement what no threshold of an SLO would forgive. */
export const LATE_MS = 25
/** A step of the wall clock against the monotonic one; slewing by NTP is far below. */
const CLOCK_STEP_MS = 250

/** Starts watching with the first probe. */
export function createLoopWatch(): LoopWatch {
  let running = 0
  let timer: NodeJS.Timeout | undefined
  let lastTick = 0
  let lags: number[] = []
  /** Times at which the loop was late, of the last minutes at most. */
  let late: number[] = []
  let utilization = performance.eventLoopUtilization()
  let recent = 0

  const look = (): void => {
    const now = performance.now()
    const lag = now - lastTick - TICK_MS
    lastTick = now
    lags.push(Math.max(0, lag) / 1000)
    if (lag > LATE_MS) late.push(now)
  }
  return {
    begin() {
      running += 1
      if (timer !== undefined) return
      lastTick = performance.now()
      timer = setInterval(look, TICK_MS)
    },
    end(start, wallStart) {
      const now = performance.now()
      running -= 1
      const isLate = now - lastTick - TICK_MS > LATE_MS || late.some(time => time > start)
      if (running === 0) {
        clearInterval(timer)
        timer = undefined
        late = []
      } else if (late.length > 1000) late = late.slice(-500)
      if (isLate) return 'loop_late'
      if (recent > BUSY) return 'overload'
      const step = Date.now() - wallStart - (now - start)
      return Math.abs(step) > CLOCK_STEP_MS ? 'clock_step' : undefined
    },
    drain() {
      const total = performance.eventLoopUtilization()
      recent = performance.eventLoopUtilization(total, utilization).utilization
      utilization = total
      const drained = { lagsSeconds: lags, utilization: recent }
      lags = []
      return drained
    },
  }
}
