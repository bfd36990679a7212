import { at, textAt } from '../../../lib/json/path.ts'
import { bytesOf, millicoresOf } from '../../quantity.ts'
import { largestNeed } from '../../render/quota.ts'
import { deploymentsIn } from '../pods.ts'
import type { Policy } from '../policy.ts'

export const quotaFits: Policy = {
  code: 'quota-fits',
  summary: 'The quota has room for every pod, the pods that a rollout adds, and a canary.',
  why: 'A pod over the quota is refused when it is created: the rollout stands still, and the Deployment alone says why.',
  scope: 'ours',
  check({ object }, world) {
    if (object.kind !== 'ResourceQuota') return []
    const need = largestNeed(deploymentsIn(world, object.metadata.namespace))
    const hard = (name: string) => at(object, 'spec', 'hard', name)
    const memory = (name: string) => bytesOf(textAt(object, 'spec', 'hard', name)) ?? 0
    const short = {
      pods: Number(hard('pods')) < need.pods,
      'requests.cpu': (millicoresOf(hard('requests.cpu')) ?? 0) < need.millicores,
      'requests.memory': memory('requests.memory') < need.memoryBytes,
      'limits.memory': memory('limits.memory') < need.memoryBytes,
    }
    return Object.entries(short)
      .filter(([, isShort]) => isShort)
      .map(([name]) => ({
        path: ['spec', 'hard', name],
        message: `${name} has no room for a rollout and a canary`,
        help: 'Leave it to the renderer, which adds the pods up.',
      }))
  },
}
