import { at, listAt, textAt } from '../../lib/json/path.ts'
import type { KubernetesObject } from '../../lib/kubernetes/object.ts'

/**
 * The node whose pods leave it in a drill: one with the app, better one without the prober, whose move would be a gap in measuring.
 * Undefined where no other node could take the pods.
 */
export function nodeToDrain(
  nodes: readonly KubernetesObject[],
  pods: readonly KubernetesObject[],
): KubernetesObject | undefined {
  const usable = nodes.filter(isUsable)
  if (usable.length < 2) return undefined
  const has = (node: KubernetesObject, name: string) =>
    pods.some(pod => textAt(pod, 'spec', 'nodeName') === node.metadata.name && nameOf(pod) === name)
  const withApp = usable.filter(node => has(node, 'app'))
  return withApp.find(node => !has(node, 'prober')) ?? withApp[0]
}

function nameOf({ metadata }: KubernetesObject): string {
  return metadata.labels?.['app.kubernetes.io/name'] ?? ''
}

function isUsable(node: KubernetesObject): boolean {
  const ready = listAt(node, 'status', 'conditions').find(condition => textAt(condition, 'type') === 'Ready')
  return textAt(ready, 'status') === 'True' && at(node, 'spec', 'unschedulable') !== true
}
