import { at } from '../../../lib/json/path.ts'
import { isWorkload } from '../pods.ts'
import type { ManifestWorld, Policy } from '../policy.ts'

export const ENFORCE = 'pod-security.kubernetes.io/enforce'

export const namespaceRestricted: Policy = {
  code: 'namespace-restricted',
  summary:
    'Every namespace enforces Pod Security `restricted`, but for one that holds DaemonSets of the platform alone.',
  why: 'What is only warned about is created all the same, and whoever may deploy into an open namespace has the nodes.',
  scope: 'ours',
  check({ object }, world) {
    if (object.kind !== 'Namespace') return []
    const level = at(object, 'metadata', 'labels', ENFORCE)
    if (level === 'restricted' || (level === 'privileged' && isOfNodes(object.metadata.name, world))) return []
    const message = level === 'privileged' ? 'lets every pod in' : 'does not enforce Pod Security'
    return [{ path: ['metadata', 'labels'], message, help: `Write ${ENFORCE}: restricted.` }]
  },
}

/** Whether a namespace has pods that are on every node, and nothing that a deploy writes. */
function isOfNodes(name: string, world: ManifestWorld): boolean {
  const inside = world.manifests.filter(({ object }) => object.metadata.namespace === name)
  const workloads = inside.filter(({ object }) => isWorkload(object))
  return (
    workloads.length > 0 &&
    workloads.every(({ object }) => object.kind === 'DaemonSet') &&
    inside.every(({ file }) => file.path.startsWith('k8s/platform/'))
  )
}
