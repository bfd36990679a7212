import type { Cluster } from '../../../adapters/kubernetes/cluster.ts'
import { describeError } from '../../../lib/describe-error.ts'
import { inSeconds } from '../../../lib/duration.ts'
import { isExternal } from '../../../lib/system-error.ts'
import type { Wish } from '../core/deploy/plan.ts'
import type { EndName } from '../core/deploy/states.ts'
import type { SteadyClock } from '../core/gate-run/probing.ts'
import { AFTER_REFUSAL, IDLE_SECONDS, LOOK_SECONDS, type WatchStep, watchStep } from './watch-step.ts'

/** All that the watch asks of the world. */
export interface WatchWorld {
  readonly cluster: Cluster
  readonly namespace: string
  readonly clock: SteadyClock
  readonly signal: AbortSignal
  readonly say: (line: string) => void
  /** Returns to the last good release as `npm run rollback` does, and leaves its evidence. */
  readonly takeBack: (wish: Extract<Wish, { goal: 'rollback' }>) => Promise<EndName>
}

/**
 * Watches the release that is unproven until the signal aborts, and takes it back where its pods alone are killed for their memory or
 * crash again and again. It holds no lock while it waits, and knows nothing that is not in the cluster: one that begins again goes on
 * where the last one ended. Does not reject for what a cluster does.
 */
export async function watchRelease(world: WatchWorld): Promise<void> {
  const { clock, signal, say } = world
  let said = ''
  while (!signal.aborted) {
    const step = await lookOnce(world)
    // The same again is no news.
    if (step.says !== said) say(step.says)
    said = step.says
    const waitSeconds = step.do === 'wait' ? step.waitSeconds : await takenBack(world, step)
    if (!signal.aborted) await clock.waitUntil(clock.now() + waitSeconds, signal)
  }
}

async function lookOnce({ cluster, namespace, clock }: WatchWorld): Promise<WatchStep> {
  try {
    return await watchStep(cluster, namespace, clock.wallNow())
  } catch (error) {
    if (!isExternal(error)) throw error
    return { do: 'wait', says: `It cannot look: ${describeError(error)}`, waitSeconds: LOOK_SECONDS }
  }
}

/** Takes a release back, and gives the seconds until the next look. */
async function takenBack(
  { takeBack, say }: WatchWorld,
  { wish }: Extract<WatchStep, { do: 'take-back' }>,
): Promise<number> {
  try {
    const end = await takeBack(wish)
    say(`It ended as ${end}.`)
    return end === 'refused-by-preflight' ? inSeconds(AFTER_REFUSAL) : LOOK_SECONDS
  } catch (error) {
    if (!isExternal(error)) throw error
    say(`It could not be taken back: ${describeError(error)}`)
    return IDLE_SECONDS
  }
}
