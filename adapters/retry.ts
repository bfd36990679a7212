import { setTimeout as pause } from 'node:timers/promises'
import type { JsonAnswer } from './http.ts'

/** How long to wait after each “too many requests”; a request that was turned away has done nothing yet. */
const PAUSES_MILLISECONDS = [500, 2_000, 8_000]

const TOO_MANY_REQUESTS = 429

/** Asks, and asks again while the answer is that too many do; the last answer is given as it is. */
export async function askPatiently(ask: () => Promise<JsonAnswer>, signal: AbortSignal): Promise<JsonAnswer> {
  let answer = await ask()
  for (const milliseconds of PAUSES_MILLISECONDS) {
    if (answer.kind !== 'answered' || answer.status !== TOO_MANY_REQUESTS || signal.aborted) return answer
    // Given up while waiting: what was answered so far is the answer.
    if (!(await hasPaused(milliseconds, signal))) return answer
    answer = await ask()
  }
  return answer
}

function hasPaused(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  return pause(milliseconds, true, { signal }).catch(() => false)
}
