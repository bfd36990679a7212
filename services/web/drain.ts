import { once } from 'node:events'
import type { Server } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Duration, seconds } from '../../lib/duration.ts'

export interface DrainPlan {
  readonly server: Server
  /** How long to go on serving, until every proxy has removed this instance. */
  readonly delay: Duration
  /** How long requests that are being answered may take after that. */
  readonly inFlightLimit?: Duration
}

/** Whether requests were still being answered when the limit came, and were cut. */
export type DrainEnd = 'finished' | 'cut'

/** Delay and this together stay under the 30 seconds that Kubernetes gives a pod to end. */
const IN_FLIGHT_LIMIT = seconds(15)

/**
 * Ends a server without failing a request: serves on for the delay, stops accepting, and waits for the answers that are
 * under way. The app says "not ready" and `Connection: close` from the moment before this is called.
 */
export async function drain(plan: DrainPlan): Promise<DrainEnd> {
  await sleep(plan.delay)
  const closed = once(plan.server, 'close').then((): DrainEnd => 'finished')
  // Also closes the connections that carry no request now; the others close with their answer.
  plan.server.close()
  const limit = new AbortController()
  const cut = sleep(plan.inFlightLimit ?? IN_FLIGHT_LIMIT, 'cut' as const, { signal: limit.signal })
  const end = await Promise.race([closed, cut])
  if (end === 'cut') {
    plan.server.closeAllConnections()
    await closed
  } else {
    limit.abort()
    await cut.catch(() => undefined)
  }
  return end
}
