import type { Cluster } from '../../../adapters/kubernetes/cluster.ts'
import { readObject } from '../../../adapters/kubernetes/objects.ts'
import { textAt } from '../../../lib/json/path.ts'
import type { KubernetesObject } from '../../../lib/kubernetes/object.ts'
import type { DeployEvent } from '../core/deploy/machine.ts'
import { type Diagnosis, diagnose } from '../core/diagnose/diagnosis.ts'
import { sentenceOf } from '../core/diagnose/finding.ts'
import { isObserved, isRolledOut } from '../core/diagnose/newest-pods.ts'
import { sceneSince } from '../core/diagnose/scene-since.ts'
import type { SteadyClock } from '../core/gate-run/probing.ts'
import { readScene, type SeenRollout } from '../read-scene.ts'

/** What is watched, how long, and what is done between two looks. */
export interface RolloutWatch {
  readonly cluster: Cluster
  readonly clock: SteadyClock
  readonly deployments: readonly KubernetesObject[]
  /** When the release was applied, by the server's clock: what pods went through before is none of its. */
  readonly since: Date
  readonly untilSeconds: number
  readonly beat: () => Promise<void>
  readonly signal: AbortSignal
}

/** How the watch of a rollout ends. */
type RolloutEvent = Extract<DeployEvent, { readonly is: 'good' | 'bad' | 'unclear' | 'late' | 'interrupted' }>

const ASK_EVERY_SECONDS = 1
/** Lists of pods are long: they are read again after so long where something is under way, and later where nothing is. */
const LOOK_EVERY_SECONDS = 2
const LOOK_AT_LEAST_EVERY_SECONDS = 5

/**
 * Waits until only pods of the newest templates are there and available, and old ones have ended. Ends at once where waiting
 * helps nothing, with the sentence that says why.
 */
export async function watchRollout(watch: RolloutWatch): Promise<RolloutEvent> {
  const { clock, deployments, since, untilSeconds, beat, signal } = watch
  const looks = deployments.map(deployment => lookAtTimes(watch, deployment))
  for (;;) {
    await beat()
    if (signal.aborted) return { is: 'interrupted', sentence: 'It was interrupted while pods were starting.' }
    const seen: readonly (SeenRollout | undefined)[] = await Promise.all(looks.map(look => look()))
    const gone = deployments.find((_, index) => seen[index] === undefined)
    if (gone !== undefined) return { is: 'bad', by: 'rollout', sentence: goneSentence(gone) }
    const found = findingsIn(seen, since)
    const final = finalEvent(found)
    if (final !== undefined) return final
    if (seen.every(isDone)) return { is: 'good' }
    if (clock.now() >= untilSeconds) {
      const [first] = found
      if (first !== undefined) return eventOf(first)
      return { is: 'late', sentence: 'Pods of the release are not all there and available in time.' }
    }
    await clock.waitUntil(clock.now() + ASK_EVERY_SECONDS, signal)
  }
}

function goneSentence({ metadata }: KubernetesObject): string {
  return `The Deployment ${metadata.name} is gone: someone has deleted it since it was applied.`
}

/** Looks at a Deployment's pods where its own object, which is read each time, says that something may have changed. */
function lookAtTimes(
  { cluster, clock }: RolloutWatch,
  wanted: KubernetesObject,
): () => Promise<SeenRollout | undefined> {
  const { namespace = '', name } = wanted.metadata
  let seen: SeenRollout | undefined
  let lookedAt = Number.NEGATIVE_INFINITY
  return async () => {
    const ago = clock.now() - lookedAt
    if (ago < LOOK_EVERY_SECONDS) return seen
    const isOpen = seen === undefined || !isDone(seen)
    const isChanged = async () => versionOf(await readObject(cluster, wanted)) !== versionOf(seen?.deployment)
    if (isOpen || ago >= LOOK_AT_LEAST_EVERY_SECONDS || (await isChanged())) {
      lookedAt = clock.now()
      seen = await readScene(cluster, { namespace, name })
    }
    return seen
  }
}

function versionOf(object: unknown): string {
  return textAt(object, 'metadata', 'resourceVersion')
}

/** Pods that are ending are in no figure of their Deployment. */
export function isDone(seen: SeenRollout | undefined): boolean {
  return seen !== undefined && isRolledOut(seen.deployment) && !seen.hasOldPods
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
  return findingsIn(scenes, since)
}

/** What is wrong with the newest pods of these scenes, of what began after a moment of the server's clock. */
export function findingsIn(scenes: readonly (SeenRollout | undefined)[], since: Date): readonly Diagnosis[] {
  return scenes.flatMap(scene =>
    scene === undefined || !isObserved(scene.deployment) ? [] : diagnose(sceneSince(scene, since)),
  )
}

/** What findings mean that waiting does not change; undefined when there are none. A deadline alone is no more than its cause. */
export function finalEvent(found: readonly Diagnosis[]): RolloutEvent | undefined {
  const final = found.find(({ isFinal }) => isFinal)
  if (final === undefined) return undefined
  const [first = final] = found
  return eventOf(final.code === 'deadline' ? first : final)
}

/** What a finding means for a release: a fault of a node is no word about it. */
function eventOf(finding: Diagnosis): RolloutEvent {
  const sentence = sentenceOf(finding)
  return finding.faultOf === 'node' ? { is: 'unclear', sentence } : { is: 'bad', by: 'rollout', sentence }
}
