import { seconds } from '../../../../lib/duration.ts'
import { at, listAt, numberAt, textAt } from '../../../../lib/json/path.ts'

/** What makes a ReplicaSet the newest of its Deployment. */
const REVISION = 'deployment.kubernetes.io/revision'

/** The ReplicaSet of a Deployment's newest template; undefined before it has one. */
export function newestReplicaSet(deployment: unknown, replicaSets: readonly unknown[]): unknown {
  return replicaSets
    .filter(set => isOwnedBy(set, deployment))
    .toSorted((a, b) => revisionOf(b) - revisionOf(a))
    .at(0)
}

/** Whether one object was made for another. */
export function isOwnedBy(object: unknown, owner: unknown): boolean {
  const uid = textAt(owner, 'metadata', 'uid')
  return uid !== '' && listAt(object, 'metadata', 'ownerReferences').some(one => textAt(one, 'uid') === uid)
}

/** Whether a pod is a record of one that was: evicted, or ended with its node. */
export function hasEnded(pod: unknown): boolean {
  return ['Failed', 'Succeeded'].includes(textAt(pod, 'status', 'phase'))
}

/** A kubelet that answers has ended a pod so long after its time; one on a node that is gone stays in the list for good. */
const OVERDUE = seconds(30)

/**
 * Whether a Deployment has pods that serve and are to go: of older templates, or ending. A pod that has ended is a record, as an
 * evicted one is, which no one removes; one that no ReplicaSet of the Deployment made is someone's own.
 */
export function hasLeavingPods(
  pods: readonly unknown[],
  sets: readonly unknown[],
  newest: unknown,
  now: Date,
): boolean {
  return pods.some(pod => {
    const ending = Date.parse(textAt(pod, 'metadata', 'deletionTimestamp'))
    const isOverdue = now.getTime() - ending > OVERDUE
    if (hasEnded(pod) || isOverdue || !sets.some(set => isOwnedBy(pod, set))) return false
    return !isOwnedBy(pod, newest) || !Number.isNaN(ending)
  })
}

function revisionOf(replicaSet: unknown): number {
  return Number(textAt(replicaSet, 'metadata', 'annotations', REVISION)) || 0
}

/** The labels by which a Deployment knows its pods, as a query of the API server takes them. */
export function selectorOf(deployment: unknown): string {
  const labels = Object.entries(at(deployment, 'spec', 'selector', 'matchLabels') ?? {})
  return labels.map(([key, value]) => `${key}=${value}`).join(',')
}

/** Whether the controllers have seen a Deployment as it is now: until then its status, and its newest ReplicaSet, are of what was before. */
export function isObserved(deployment: unknown): boolean {
  const observed = numberAt(deployment, 'status', 'observedGeneration') ?? 0
  return observed >= (numberAt(deployment, 'metadata', 'generation') ?? 1)
}

/** Whether all pods that a Deployment wants are of its newest template and available, as `kubectl rollout status` judges it. */
export function isRolledOut(deployment: unknown): boolean {
  const wanted = numberAt(deployment, 'spec', 'replicas') ?? 1
  const count = (name: string): number => numberAt(deployment, 'status', name) ?? 0
  return (
    isObserved(deployment) && ['updatedReplicas', 'replicas', 'availableReplicas'].every(name => count(name) === wanted)
  )
}
