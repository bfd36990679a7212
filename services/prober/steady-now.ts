import { performance } from 'node:perf_hooks'

/** Reading it costs more than the clock itself, and it never changes. */
const ORIGIN = performance.timeOrigin

/** Milliseconds since 1970 that never step: slots must not move when somebody sets the clock. */
export function steadyNow(): number {
  return ORIGIN + performance.now()
}

/** What has to be added to a steady time to get the wall clock's, as it is set now; milliseconds. */
export function wallOffset(): number {
  return Date.now() - steadyNow()
}
