import { type Diagnosis, diagnose } from './diagnosis.ts'
import type { RolloutScene } from './rollout-scene.ts'
import { sceneSince } from './scene-since.ts'

/**
 * Ways in which containers end by themselves. A probe of the kubelet that fails is none of them: a database that is slow makes it fail
 * with every release.
 */
const BY_ITSELF: readonly string[] = [
  ...['out-of-memory', 'heap-full', 'segmentation-fault', 'killed', 'terminated', 'ends-by-itself', 'crash'],
]

/**
 * What the pods of a scene die of since a moment of the API server's clock: one was killed for its memory, or crashes again and again.
 * Undefined where they live, and where a node is in trouble.
 */
export function failingPods(scene: RolloutScene, since: Date): Diagnosis | undefined {
  const found = diagnose(sceneSince(scene, since))
  if (found.some(({ faultOf }) => faultOf === 'node')) return undefined
  return found.find(({ code, isFinal }) => isFinal && BY_ITSELF.includes(code))
}
