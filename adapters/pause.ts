import { setTimeout as sleep } from 'node:timers/promises'
import type { Duration } from '../lib/duration.ts'

/** Resolves after a time, or as soon as the signal aborts: that a loop ends early is no failure. */
export async function pause(duration: Duration, signal: AbortSignal): Promise<void> {
  // The only way this sleep fails is the signal it was given, and then it has done its work.
  await sleep(duration, undefined, { signal }).catch(() => undefined)
}
