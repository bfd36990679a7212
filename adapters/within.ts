import { setTimeout as sleep } from 'node:timers/promises'
import type { Duration } from '../lib/duration.ts'

/** What a promise resolves to, or another value when it has not in time; what it stands for may go on by itself. */
export async function within<T, Otherwise>(
  promise: Promise<T>,
  patience: Duration,
  otherwise: Otherwise,
): Promise<T | Otherwise> {
  const ended = new AbortController()
  // Aborted as soon as the promise has settled, so that no timer is left behind.
  const late = sleep(patience, otherwise, { signal: ended.signal }).catch(() => otherwise)
  try {
    return await Promise.race([promise, late])
  } finally {
    ended.abort()
  }
}
