import { at, listAt, numberAt, textAt } from '../../../../lib/json/path.ts'
import type { KubernetesObject } from '../../../../lib/kubernetes/object.ts'
import { quantityOf } from '../../../../lib/kubernetes/quantity.ts'
import type { DryRun } from './changes.ts'

/** What a quota counts, and how much of it one pod of a template takes. */
const COUNTED: Readonly<Record<string, (template: unknown) => number>> = {
  pods: () => 1,
  'count/pods': () => 1,
  cpu: template => sumOf(template, 'requests', 'cpu'),
  memory: template => sumOf(template, 'requests', 'memory'),
  'requests.cpu': template => sumOf(template, 'requests', 'cpu'),
  'requests.memory': template => sumOf(template, 'requests', 'memory'),
  'limits.cpu': template => sumOf(template, 'limits', 'cpu'),
  'limits.memory': template => sumOf(template, 'limits', 'memory'),
}

function sumOf(template: unknown, kind: 'requests' | 'limits', resource: string): number {
  const worth = (container: unknown): number =>
    quantityOf(at(container, 'resources', kind, resource)) ??
    // What has no request asks for its limit.
    (kind === 'requests' ? (quantityOf(at(container, 'resources', 'limits', resource)) ?? 0) : 0)
  return listAt(template, 'spec', 'containers').reduce<number>((sum, container) => sum + worth(container), 0)
}

/** Pods that a Deployment has at most while it rolls over, beyond those that are there now; Kubernetes' own default is a quarter. */
function morePods({ before, after }: DryRun): number {
  const wanted = numberAt(after, 'spec', 'replicas') ?? 1
  const there = numberAt(before, 'status', 'replicas') ?? 0
  const isRecreated = textAt(after, 'spec', 'strategy', 'type') === 'Recreate'
  const surge =
    before === undefined || isRecreated
      ? 0
      : surgeOf(at(after, 'spec', 'strategy', 'rollingUpdate', 'maxSurge'), wanted)
  return Math.max(0, wanted + surge - there)
}

function surgeOf(value: unknown = '25%', replicas: number): number {
  const [, part] = /^(\d+)%$/.exec(String(value)) ?? []
  return part === undefined ? Number(value) : Math.ceil((Number(part) / 100) * replicas)
}

/**
 * Why the pods of a rollout do not fit into the quotas of their namespace, a sentence for each that is too small. The API server
 * checks this only when a pod is made, long after it has accepted its Deployment. A quota of some pods only is not counted.
 */
export function quotaComplaints(quotas: readonly KubernetesObject[], changed: readonly DryRun[]): readonly string[] {
  const rollouts = changed.filter(({ object }) => object.kind === 'Deployment')
  return quotas.flatMap(quota => {
    const { name, namespace } = quota.metadata
    const isOfAll = listAt(quota, 'spec', 'scopes').length === 0 && at(quota, 'spec', 'scopeSelector') === undefined
    const own = rollouts.filter(({ object }) => object.metadata.namespace === namespace)
    if (!isOfAll || own.length === 0) return []
    return Object.entries(COUNTED).flatMap(([resource, ofPod]) => {
      const hard = quantityOf(at(quota, 'status', 'hard', resource))
      const used = quantityOf(at(quota, 'status', 'used', resource))
      if (hard === undefined || used === undefined) return []
      const needed = own.reduce((sum, run) => sum + morePods(run) * ofPod(at(run.after, 'spec', 'template')), 0)
      // Quantities such as 0.1 are no exact numbers.
      if (needed <= hard - used + hard * 1e-9) return []
      const names = own.map(({ object }) => object.metadata.name).join(', ')
      return [
        `The quota ${name} has no room for the rollout of ${names}: it takes ${shown(resource, needed)} more of ${resource}, and ${shown(resource, Math.max(0, hard - used))} of ${shown(resource, hard)} is left`,
      ]
    })
  })
}

function shown(resource: string, value: number): string {
  return resource.endsWith('memory') ? `${Math.ceil(value / 2 ** 20)}Mi` : String(Number(value.toFixed(3)))
}
