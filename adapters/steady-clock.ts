import { performance } from 'node:perf_hooks'
import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads'

const EPOCH_KEY = 'leadline.steadyEpoch'
const elapsed = Number(process.hrtime.bigint()) / 1e6
const given = getEnvironmentData(EPOCH_KEY)

/**
 * What the wall clock said when the monotonic one was 0, as the first thread saw it. Threads started later are handed the
 * same value: with one of their own, the clock having been set meanwhile, their grid would be another.
 */
const EPOCH = typeof given === 'number' ? given : performance.timeOrigin + performance.now() - elapsed
setEnvironmentData(EPOCH_KEY, EPOCH)

/** Reading it costs more than the clock itself, and it never changes. */
const ORIGIN = EPOCH + elapsed - performance.now()

/** Milliseconds since 1970 that never step, the same in every thread: slots must not move when somebody sets the clock. */
export function steadyNow(): number {
  return ORIGIN + performance.now()
}

/** What has to be added to a steady time to get the wall clock's, as it is set now; milliseconds. */
export function wallOffset(): number {
  return Date.now() - steadyNow()
}
