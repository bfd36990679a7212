import type { Cluster } from '../../../adapters/kubernetes/cluster.ts'
import { listObjects, readObject } from '../../../adapters/kubernetes/objects.ts'
import { at } from '../../../lib/json/path.ts'
import type { KubernetesObject } from '../../../lib/kubernetes/object.ts'
import type { DeployEvent } from '../core/deploy/machine.ts'
import { type Diagnosis, diagnose } from '../core/diagnose/diagnosis.ts'
import { sentenceOf } from '../core/diagnose/finding.ts'
import { isOwnedBy, isRolledOut, newestReplicaSet, selectorOf } from '../core/diagnose/newest-pods.ts'
import { sceneSince } from '../core/diagnose/scene-since.ts'
import { readScene } from '../read-scene.ts'
import type { DeployClock } from './world.ts'

/** What is watched, how long, and what is done between two looks. */
export interface RolloutWatch {
  readonly cluster: Cluster
  readonly clock: DeployClock
  readonly deployments: readonly KubernetesObject[]
  /** When the release was applied, by the server's clock: what pods went through before is none of its. */
  readonly since: Date
  readonly untilSeconds: number
  readonly beat: () => Promise<void>
  readonly signal: AbortSignal
}

const ASK_EVERY_SECONDS = 1

/**
 * Waits until only pods of the newest templates are there and available, and old ones have ended. Ends at once where waiting
 * helps nothing, with the sentence that says why.
 */
export async function watchRollout(watch: RolloutWatch): Promise<DeployEvent> {
  const { cluster, clock, deployments, since, untilSeconds, beat, signal } = watch
  for (;;) {
    await beat()
    if (signal.aborted) return { is: 'interrupted', sentence: 'It was interrupted while pods were starting.' }
    const isOut = await areRolledOut(cluster, deployments)
    const found = await findingsOf(cluster, deployments, since)
    const final = finalEvent(found)
    if (final !== undefined) return final
    if (isOut) return { is: 'good' }
    if (clock.now() >= untilSeconds) {
      const [first] = found
      if (first !== undefined) return eventOf(first)
      return { is: 'late', sentence: 'Pods of the release are not all there and available in time.' }
    }
    await clock.waitUntil(clock.now() + ASK_EVERY_SECONDS, signal)
  }
}

/** What has gone wrong with the newest pods of these Deployments since a moment of the server's clock, the cause first. */
export async function findingsOf(
  cluster: Cluster,
  deployments: readonly KubernetesObject[],
  since: Date,
): Promise<readonly Diagnosis[]> {
  const scenes = await Promise.all(
    deployments.map(({ metadata: { namespace = '', name } }) => readScene(cluster, { namespace, name })),
  )
  return scenes.flatMap(scene => (scene === undefined ? [] : diagnose(sceneSince(scene, since))))
}

/** What findings mean that waiting does not change; undefined when there are none. A deadline alone is no more than its cause. */
export function finalEvent(found: readonly Diagnosis[]): DeployEvent | undefined {
  const final = found.find(({ isFinal }) => isFinal)
  if (final === undefined) return undefined
  const [first = final] = found
  return eventOf(final.code === 'deadline' ? first : final)
}

/** What a finding means for a release: a fault of a node is no word about it. */
function eventOf(finding: Diagnosis): DeployEvent {
  const sentence = sentenceOf(finding)
  return finding.faultOf === 'node' ? { is: 'unclear', sentence } : { is: 'bad', by: 'rollout', sentence }
}

async function areRolledOut(cluster: Cluster, deployments: readonly KubernetesObject[]): Promise<boolean> {
  for (const wanted of deployments) {
    const deployment = await readObject(cluster, wanted)
    if (deployment === undefined || !isRolledOut(deployment)) return false
    if (await hasOldPods(cluster, deployment)) return false
  }
  return true
}

/** Pods that are ending are in no figure of their Deployment. */
async function hasOldPods(cluster: Cluster, deployment: KubernetesObject): Promise<boolean> {
  const where = { namespace: deployment.metadata.namespace ?? '', labels: selectorOf(deployment) }
  const [sets, pods] = await Promise.all([
    listObjects(cluster, ['apps/v1', 'ReplicaSet'], where),
    listObjects(cluster, ['v1', 'Pod'], where),
  ])
  const newest = newestReplicaSet(deployment, sets)
  return pods.some(pod => !isOwnedBy(pod, newest) || at(pod, 'metadata', 'deletionTimestamp') !== undefined)
}
