import { performance } from 'node:perf_hooks'
import { steadyNow } from '../../../adapters/steady-clock.ts'
import { type Duration, milliseconds, seconds } from '../../../lib/duration.ts'
import { BUSY } from '../contract/bounds.ts'

/** How busy the thread's event loop is. */
export interface BusyMeter {
  /** The share of time that the loop was busy since the last call. */
  drain(): number
  /** Whether it had too little room in the time before the last drain, also without what was spent on one probe. */
  isTooBusy(own: Duration): boolean
}

/** Starts with an idle loop. */
export function createBusyMeter(): BusyMeter {
  let utilization = performance.eventLoopUtilization()
  let recent = 0
  let window: Duration = seconds(1)
  let drainedSteady = steadyNow()
  return {
    drain() {
      const total = performance.eventLoopUtilization()
      recent = performance.eventLoopUtilization(total, utilization).utilization
      utilization = total
      const nowSteady = steadyNow()
      window = milliseconds(Math.max(1, nowSteady - drainedSteady))
      drainedSteady = nowSteady
      return recent
    },
    isTooBusy: own => recent - own / window > BUSY,
  }
}
