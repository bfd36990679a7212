import { at, listAt, textAt } from '../../lib/json/path.ts'
import type { KubernetesObject } from '../../lib/kubernetes/object.ts'
import type { ManifestWorld } from './policy.ts'

/** Where the pod of a workload stands. */
export const POD = ['spec', 'template', 'spec'] as const

/** Whether an object says of which pods there shall be how many: a Deployment, or a DaemonSet for what is on every node. */
export function isWorkload({ kind }: KubernetesObject): boolean {
  return kind === 'Deployment' || kind === 'DaemonSet'
}

/** The labels of an object, a template or a selector. */
type Labels = Readonly<Record<string, unknown>>

/** The Deployments of a namespace. */
export function deploymentsIn(world: ManifestWorld, namespace: string | undefined): readonly KubernetesObject[] {
  return objectsOf(world, 'Deployment').filter(({ metadata }) => metadata.namespace === namespace)
}

/** All objects of a kind. */
export function objectsOf(world: ManifestWorld, kind: string): readonly KubernetesObject[] {
  return world.manifests.map(({ object }) => object).filter(object => object.kind === kind)
}

/** The containers of a workload, each with its place; of other kinds there are none. */
export function containersOf(
  object: KubernetesObject,
): readonly { readonly container: unknown; readonly path: (string | number)[] }[] {
  if (!isWorkload(object)) return []
  return listAt(object, ...POD, 'containers').map((container, index) => ({
    container,
    path: [...POD, 'containers', index],
  }))
}

/** A container as messages name it. */
export function containerName(container: unknown): string {
  return `container "${textAt(container, 'name')}"`
}

/** The labels of a workload's pods. */
export function podLabels(workload: KubernetesObject): Labels {
  return labelsAt(workload, 'spec', 'template', 'metadata', 'labels')
}

/** The labels at a place; none where there are none. */
export function labelsAt(json: unknown, ...path: (string | number)[]): Labels {
  const value = at(json, ...path)
  return typeof value === 'object' && value !== null ? (value as Labels) : {}
}

/** Whether a selector selects these labels; one of nothing selects nothing here. */
export function selects(selector: Labels, labels: Labels): boolean {
  const wanted = Object.entries(selector)
  return wanted.length > 0 && wanted.every(([key, value]) => labels[key] === value)
}

/** The names and numbers of a workload's ports. */
export function portsOf(workload: KubernetesObject): readonly unknown[] {
  return containersOf(workload).flatMap(({ container }) =>
    listAt(container, 'ports').flatMap(port => [at(port, 'name'), at(port, 'containerPort')]),
  )
}
