import { setTimeout as sleep } from 'node:timers/promises'
import type { JsonAnswer } from './http.ts'

/** How long to wait before each retry; a request that was turned away has had no effect yet. */
const BACKOFF_MILLISECONDS = [500, 2_000, 8_000]

const TOO_MANY_REQUESTS = 429

/** Asks, and retries while the answer is “too many requests”; the last answer is returned as it is. */
export async function askWithRetry(ask: () => Promise<JsonAnswer>, signal?: AbortSignal): Promise<JsonAnswer> {
  let answer = await ask()
  for (const milliseconds of BACKOFF_MILLISECONDS) {
    if (answer.kind !== 'answered' || answer.status !== TOO_MANY_REQUESTS || signal?.aborted) return answer
    // Aborted while waiting: the last answer is the result.
    if (!(await waited(milliseconds, signal))) return answer
    answer = await ask()
  }
  return answer
}

function waited(milliseconds: number, signal: AbortSignal | undefined): Promise<boolean> {
  return sleep(milliseconds, true, signal && { signal }).catch(() => false)
}
