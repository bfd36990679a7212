import { at, listAt, numberAt, textAt } from '../../lib/json/path.ts'
import type { KubernetesObject } from '../../lib/kubernetes/object.ts'
import { bytesOf, millicoresOf } from '../quantity.ts'

/** What pods ask for together; memory in bytes. */
interface Need {
  readonly pods: number
  readonly millicores: number
  readonly memoryBytes: number
}

/**
 * What a namespace needs at most: every replica, the pods that a rollout adds, as many that are still ending, which count
 * until they are gone, and one canary of the app, which is a second Deployment of one replica.
 */
export function largestNeed(objects: readonly KubernetesObject[]): Need {
  const needs = objects.filter(({ kind }) => kind === 'Deployment').map(needOf)
  return needs.reduce(
    (sum, need) => ({
      pods: sum.pods + need.pods,
      millicores: sum.millicores + need.millicores,
      memoryBytes: sum.memoryBytes + need.memoryBytes,
    }),
    { pods: 0, millicores: 0, memoryBytes: 0 },
  )
}

function needOf(deployment: KubernetesObject): Need {
  const surge = numberAt(deployment, 'spec', 'strategy', 'rollingUpdate', 'maxSurge') ?? 0
  const canary = deployment.metadata.name === 'app' ? 1 : 0
  const pods = 2 * (numberAt(deployment, 'spec', 'replicas') ?? 1) + surge + canary
  const containers = listAt(deployment, 'spec', 'template', 'spec', 'containers')
  const sum = (read: (container: unknown) => number): number =>
    containers.reduce<number>((total, container) => total + read(container), 0) * pods
  return {
    pods,
    millicores: sum(container => millicoresOf(at(container, 'resources', 'requests', 'cpu')) ?? 0),
    memoryBytes: sum(container => bytesOf(textAt(container, 'resources', 'limits', 'memory')) ?? 0),
  }
}
