import { at, numberAt } from '../../../lib/json/path.ts'
import { labelsAt, objectsOf, podLabels, selects } from '../pods.ts'
import type { Policy } from '../policy.ts'

export const disruptionBudget: Policy = {
  code: 'disruption-budget',
  summary: 'What has several pods has a disruption budget that lets a node be drained, and never all pods at once.',
  why: 'Without one a drain may take every pod; with one that allows none a drain waits for ever.',
  scope: 'ours',
  check({ object }, world) {
    const replicas = numberAt(object, 'spec', 'replicas') ?? 1
    if (object.kind !== 'Deployment' || replicas < 2) return []
    const path = ['spec', 'replicas']
    const budget = objectsOf(world, 'PodDisruptionBudget').find(
      candidate =>
        candidate.metadata.namespace === object.metadata.namespace &&
        selects(labelsAt(candidate, 'spec', 'selector', 'matchLabels'), podLabels(object)),
    )
    if (budget === undefined) {
      return [{ path, message: `${replicas} pods have no disruption budget`, help: 'Write a PodDisruptionBudget.' }]
    }
    const most = numberAt(budget, 'spec', 'maxUnavailable')
    const isGood = most !== undefined && most > 0 && most < replicas
    if (isGood && at(budget, 'spec', 'unhealthyPodEvictionPolicy') === 'AlwaysAllow') return []
    const help = `Write maxUnavailable from 1 to ${replicas - 1}, and unhealthyPodEvictionPolicy: AlwaysAllow.`
    return [{ path, message: 'its disruption budget blocks a drain or takes every pod', help }]
  },
}
