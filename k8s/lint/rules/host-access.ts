import { at, listAt, textAt } from '../../../lib/json/path.ts'
import type { KubernetesObject } from '../../../lib/kubernetes/object.ts'
import type { Finding } from '../../../lib/lint/finding.ts'
import { containersOf, isWorkload, labelsAt, objectsOf, POD } from '../pods.ts'
import type { ManifestWorld, Policy } from '../policy.ts'
import { ENFORCE } from './namespace-restricted.ts'

export const hostAccess: Policy = {
  code: 'host-access',
  summary:
    'No pod uses files, ports or namespaces of its node, but for what measures nodes, which writes none of them.',
  why: 'Such a pod reaches around every policy of the cluster, and Pod Security refuses it outside of a namespace of its own.',
  scope: 'ours',
  check({ object }, world) {
    if (!isWorkload(object)) return []
    return isAmongPrivileged(object, world) ? writableFindings(object) : usedFindings(object)
  },
}

/** Whether it lies in a namespace that lets such pods in; that nothing of a release does is another policy. */
function isAmongPrivileged({ metadata }: KubernetesObject, world: ManifestWorld): boolean {
  return objectsOf(world, 'Namespace').some(
    namespace =>
      namespace.metadata.name === metadata.namespace &&
      labelsAt(namespace, 'metadata', 'labels')[ENFORCE] === 'privileged',
  )
}

function usedFindings(object: KubernetesObject): readonly Finding[] {
  const help = 'Remove it.'
  const flags = ['hostNetwork', 'hostPID', 'hostIPC'].filter(name => at(object, ...POD, name) === true)
  const volumes = hostVolumes(object).map(([index]) => [...POD, 'volumes', index, 'hostPath'])
  const ports = containersOf(object).flatMap(({ container, path }) =>
    listAt(container, 'ports').flatMap((port, index) =>
      at(port, 'hostPort') === undefined ? [] : [[...path, 'ports', index, 'hostPort']],
    ),
  )
  return [
    ...flags.map(name => ({ path: [...POD, name], message: `${name} is the node’s`, help })),
    ...[...volumes, ...ports].map(path => ({ path, message: `${String(path.at(-1))} is the node’s`, help })),
  ]
}

function writableFindings(object: KubernetesObject): readonly Finding[] {
  const names = hostVolumes(object).map(([, name]) => name)
  return containersOf(object).flatMap(({ container, path }) =>
    listAt(container, 'volumeMounts').flatMap((mount, index) => {
      const name = textAt(mount, 'name')
      if (!names.includes(name) || at(mount, 'readOnly') === true) return []
      const message = `may write files of the node by the volume "${name}"`
      return [{ path: [...path, 'volumeMounts', index], message, help: 'Write readOnly: true.' }]
    }),
  )
}

/** The volumes that are folders of the node: each with its place and name. */
function hostVolumes(object: KubernetesObject): readonly (readonly [index: number, name: string])[] {
  return listAt(object, ...POD, 'volumes').flatMap((volume, index) =>
    at(volume, 'hostPath') === undefined ? [] : [[index, textAt(volume, 'name')] as const],
  )
}
