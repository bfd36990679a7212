import { performance } from 'node:perf_hooks'
import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads'

/** The name under which a thread hands the steady clock to those it starts. */
export const STEADY_EPOCH = 'leadline.steadyEpoch'
const elapsed = Number(process.hrtime.bigint()) / 1e6
const given = getEnvironmentData(STEADY_EPOCH)

/**
 * What the wall clock said when the monotonic one was 0, as the first thread saw it. Threads started later are given the
 * same value: if the clock was set meanwhile, one of their own would give them another grid of slots.
 */
const EPOCH = typeof given === 'number' ? given : performance.timeOrigin + performance.now() - elapsed
setEnvironmentData(STEADY_EPOCH, EPOCH)

/** Reading it costs more than the clock itself, and it never changes. */
const ORIGIN = EPOCH + elapsed - performance.now()

/**
 * Now, by the steady clock, which is the same in every thread and never steps: slots must not move when the machine's clock
 * is set. A moment is a number of milliseconds since 1970 whose name ends in its clock: `…Steady` for this one, `…Wall` for
 * `Date.now()`. Only moments of the same clock may be compared; the span between two of them is a `Duration`.
 */
export function steadyNow(): number {
  return ORIGIN + performance.now()
}

/** A moment of the steady clock as the wall clock, as it is set now, would show it. */
export function steadyToWall(momentSteady: number): number {
  return momentSteady + Date.now() - steadyNow()
}

/** The reverse. */
export function wallToSteady(momentWall: number): number {
  return momentWall - Date.now() + steadyNow()
}
