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

function revisionOf(replicaSet: unknown): number {
  return Number(textAt(replicaSet, 'metadata', 'annotations', REVISION)) || 0
}

/** The labels by which a Deployment knows its pods, as a query of the API server takes them. */
export function selectorOf(deployment: unknown): string {
  const labels = Object.entries(at(deployment, 'spec', 'selector', 'matchLabels') ?? {})
  return labels.map(([key, value]) => `${key}=${value}`).join(',')
}

/** Whether all pods that a Deployment wants are of its newest template and available, as `kubectl rollout status` judges it. */
export function isRolledOut(deployment: unknown): boolean {
  const wanted = numberAt(deployment, 'spec', 'replicas') ?? 1
  const count = (name: string): number => numberAt(deployment, 'status', name) ?? 0
  const isSeen = count('observedGeneration') >= (numberAt(deployment, 'metadata', 'generation') ?? 1)
  return isSeen && ['updatedReplicas', 'replicas', 'availableReplicas'].every(name => count(name) === wanted)
}
