import type { KubernetesObject } from '../../lib/kubernetes/object.ts'

/** The manager of the fields that a run applies. */
export const MANAGER = 'leadline-e2e'

const MANAGED = { 'app.kubernetes.io/managed-by': MANAGER } as const

/** The label that tells what belongs to which run. */
export const RUN_LABEL = 'leadline-e2e'

/** Selects what belongs to any run, or to one. */
export function runSelector(id?: string): string {
  const managed = `app.kubernetes.io/managed-by=${MANAGER}`
  return id === undefined ? managed : `${managed},${RUN_LABEL}=${id}`
}

/** What stands before every name of a run. */
export function prefixOf(id: string): string {
  return `e2e-${id}-`
}

/** The namespace of a run's own pods and of its Lease: the first that is made and the last that is removed. */
export function visitorsOf(id: string): string {
  return `${prefixOf(id)}visitors`
}

/** Whether an object is the run's own: in one of its namespaces, or named for it where it is in none. */
export function isOfRun({ metadata }: KubernetesObject, id: string): boolean {
  return (metadata.namespace ?? metadata.name).startsWith(prefixOf(id))
}

/** The object with the labels by which it is found and removed; only what is in no namespace needs them. */
export function labelled(object: KubernetesObject, id: string): KubernetesObject {
  if (object.metadata.namespace !== undefined) return object
  const labels = { ...object.metadata.labels, ...MANAGED, [RUN_LABEL]: id }
  return { ...object, metadata: { ...object.metadata, labels } }
}

/** The kinds that a run makes outside of namespaces, in the order in which they are removed; namespaces are the last. */
export const CLUSTER_KINDS = [
  ['rbac.authorization.k8s.io/v1', 'ClusterRoleBinding'],
  ['rbac.authorization.k8s.io/v1', 'ClusterRole'],
  ['scheduling.k8s.io/v1', 'PriorityClass'],
] as const
