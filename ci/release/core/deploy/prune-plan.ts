import { listAt, textAt } from '../../../../lib/json/path.ts'
import { type KubernetesObject, nameOfObject } from '../../../../lib/kubernetes/object.ts'

/** The label of every object that the deployer applied, and of no other: what it may take away. */
export const OWNED_LABEL = 'app.kubernetes.io/managed-by'
export const OWNER = 'leadline-deploy'

/** Who manages the fields of what is applied: the same as of `npm run render -- --apply`, which a deploy goes on from. */
export const FIELD_MANAGER = 'leadline'

/**
 * What may be taken away. A Deployment is not here, for with it requests may end, nor is anything that holds data: a person
 * deletes those.
 */
export const PRUNED_KINDS: readonly (readonly [apiVersion: string, kind: string])[] = [
  ['v1', 'ConfigMap'],
  ['v1', 'Service'],
  ['networking.k8s.io/v1', 'Ingress'],
  ['networking.k8s.io/v1', 'NetworkPolicy'],
  ['policy/v1', 'PodDisruptionBudget'],
  ['traefik.io/v1alpha1', 'Middleware'],
]

/** More at once is rather a mistake in the definitions than what someone wants. */
const PRUNE_LIMIT = 5

/** What is taken away, and what is left though it is no part of the release. */
export interface PrunePlan {
  readonly remove: readonly KubernetesObject[]
  /** Why nothing is removed; undefined when `remove` may go. */
  readonly refused: string | undefined
}

/**
 * The object as it is applied: with the label that says who did so. A Deployment that someone has paused would be changed, and never
 * rolled out; so it is said that it is not, which the API server names as a field that is taken over.
 */
export function withOwner(object: KubernetesObject): KubernetesObject {
  const { kind, metadata } = object
  const owned = { ...object, metadata: { ...metadata, labels: { ...metadata.labels, [OWNED_LABEL]: OWNER } } }
  return kind === 'Deployment' ? { ...owned, spec: { paused: false, ...Object(object.spec) } } : owned
}

/** What of the cluster's objects is ours and no part of the wanted ones. `limit` is lifted by a person alone. */
export function prunePlan(
  wanted: readonly KubernetesObject[],
  there: readonly KubernetesObject[],
  limit = PRUNE_LIMIT,
): PrunePlan {
  const kept = new Set(wanted.map(nameOfObject))
  const remove = there.filter(object => isOwned(object) && !kept.has(nameOfObject(object)))
  const refused =
    remove.length > limit
      ? `${remove.length} objects are no part of the release any more, and at most ${limit} are taken away at once: ${remove.map(nameOfObject).join(', ')}. Look whether they may go, and deploy with --prune-limit ${remove.length}.`
      : undefined
  return { remove, refused }
}

/** Both the label and the API server's record must say that we applied it, and its kind be one that may go. */
function isOwned(object: KubernetesObject): boolean {
  const isKind = PRUNED_KINDS.some(([apiVersion, kind]) => object.apiVersion === apiVersion && object.kind === kind)
  const isApplied = listAt(object, 'metadata', 'managedFields').some(
    entry => textAt(entry, 'manager') === FIELD_MANAGER && textAt(entry, 'operation') === 'Apply',
  )
  return isKind && isApplied && object.metadata.labels?.[OWNED_LABEL] === OWNER
}
