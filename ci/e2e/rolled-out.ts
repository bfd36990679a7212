import type { Cluster } from '../../adapters/kubernetes/cluster.ts'
import { inSeconds, minutes } from '../../lib/duration.ts'
import type { KubernetesObject } from '../../lib/kubernetes/object.ts'
import { watchRollout } from '../release/deploy/watch-rollout.ts'
import { STEADY_CLOCK } from '../release/gate/steady-clock.ts'
import { FailedCheck } from './report.ts'

const READY_WITHIN = minutes(4)

/**
 * Waits until these Deployments have rolled out, by what a deploy waits for, and fails the check with the sentence that a deploy
 * would end with. They were applied after `since`, by the server's clock. Rejects when the signal aborts.
 */
export async function untilRolledOut(
  cluster: Cluster,
  deployments: readonly KubernetesObject[],
  since: Date,
  signal: AbortSignal,
): Promise<void> {
  const event = await watchRollout({
    ...{ cluster, clock: STEADY_CLOCK, deployments, since, signal },
    untilSeconds: STEADY_CLOCK.now() + inSeconds(READY_WITHIN),
    beat: async () => undefined,
  })
  signal.throwIfAborted()
  if (event.is !== 'good') throw new FailedCheck(event.sentence)
}
