import { performance } from 'node:perf_hooks'
import { steadyNow } from '../../../adapters/steady-clock.ts'
import { milliseconds } from '../../../lib/duration.ts'
import { BUSY } from '../contract/bounds.ts'
import type { InvalidCause } from '../contract/names.ts'

/** Watches the thread's own event loop while probes run, so that its lateness is not taken for the target's. */
export interface LoopWatch {
  /** A probe starts: the loop is watched until as many have ended. */
  begin(): Moment
  /** A probe that began at `start` ends; why its sample is invalid, if it is. */
  end(start: Moment): InvalidCause | undefined
  /** Lateness seen since the last call, in seconds, and the share of time the loop was busy. */
  drain(): { readonly lagsSeconds: readonly number[]; readonly utilization: number }
}

/** One moment by both clocks. */
interface Moment {
  readonly nowSteady: number
  readonly nowWall: number
}

/** How often the loop is checked while probes run. */
const TICK = milliseconds(10)
/** A loop this late has falsified a measurement by more than the threshold of a latency SLO tolerates. */
export const LATE = milliseconds(25)
/** A step of the wall clock against the steady one; slewing by NTP is far below. */
const CLOCK_STEP = milliseconds(250)

/** Starts watching with the first probe. */
export function createLoopWatch(): LoopWatch {
  let running = 0
  let timer: NodeJS.Timeout | undefined
  let lastTickSteady = 0
  let lags: number[] = []
  /** Moments at which the loop was late, the last thousand at most. */
  let lateSteady: number[] = []
  let utilization = performance.eventLoopUtilization()
  let recent = 0

  const tick = (): void => {
    const nowSteady = steadyNow()
    const lag = nowSteady - lastTickSteady - TICK
    lastTickSteady = nowSteady
    lags.push(Math.max(0, lag) / 1000)
    if (lag > LATE) lateSteady.push(nowSteady)
  }
  return {
    begin() {
      running += 1
      const now = { nowSteady: steadyNow(), nowWall: Date.now() }
      if (timer === undefined) {
        lastTickSteady = now.nowSteady
        timer = setInterval(tick, TICK)
      }
      return now
    },
    end(start) {
      const nowSteady = steadyNow()
      running -= 1
      const isLate = nowSteady - lastTickSteady - TICK > LATE || lateSteady.some(moment => moment > start.nowSteady)
      if (running === 0) {
        clearInterval(timer)
        timer = undefined
        lateSteady = []
      } else if (lateSteady.length > 1000) lateSteady = lateSteady.slice(-500)
      if (isLate) return 'loop_late'
      if (recent > BUSY) return 'overload'
      const step = Date.now() - start.nowWall - (nowSteady - start.nowSteady)
      return Math.abs(step) > CLOCK_STEP ? 'clock_step' : undefined
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
