import { numberAt, textAt } from '../../../lib/json/path.ts'
import type { Policy } from '../policy.ts'

export const rollout: Policy = {
  code: 'rollout',
  summary: 'A rollout adds a pod before it takes one away, and waits until it has worked for a while.',
  why: 'Without this there are fewer pods than are needed, or all are replaced by ones that crash after ten seconds.',
  scope: 'ours',
  check({ object }) {
    if (object.kind !== 'Deployment') return []
    const isAlone = (numberAt(object, 'spec', 'replicas') ?? 1) < 2
    const help = isAlone ? 'Write strategy: { type: Recreate }.' : 'Write maxUnavailable: 0 and maxSurge: 1.'
    const path = ['spec', 'strategy']
    const isSafe = isAlone
      ? textAt(object, 'spec', 'strategy', 'type') === 'Recreate'
      : numberAt(object, 'spec', 'strategy', 'rollingUpdate', 'maxUnavailable') === 0 &&
        numberAt(object, 'spec', 'strategy', 'rollingUpdate', 'maxSurge') === 1
    const waits = (numberAt(object, 'spec', 'minReadySeconds') ?? 0) > 0
    const deadline = numberAt(object, 'spec', 'progressDeadlineSeconds') ?? 600
    return [
      ...(isSafe
        ? []
        : [
            { path, message: isAlone ? 'two pods at once would count twice' : 'pods go before others have come', help },
          ]),
      ...(waits
        ? []
        : [{ path: ['spec'], message: 'a pod counts as available at once', help: 'Write minReadySeconds.' }]),
      ...(deadline <= 300
        ? []
        : [
            {
              path: ['spec'],
              message: 'a rollout that is stuck is only said after ten minutes',
              help: 'Write progressDeadlineSeconds: 120.',
            },
          ]),
    ]
  },
}
