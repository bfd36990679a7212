import { listAt } from '../../../lib/json/path.ts'
import type { Policy } from '../policy.ts'

export const closedPeers: Policy = {
  code: 'closed-peers',
  summary: 'Every rule of a network policy names who may, and on which ports.',
  why: 'A rule with an empty list allows everyone, which looks like allowing no one.',
  scope: 'ours',
  check({ object }) {
    if (object.kind !== 'NetworkPolicy') return []
    const sides = [
      ['ingress', 'from'],
      ['egress', 'to'],
    ] as const
    return sides.flatMap(([side, peers]) =>
      listAt(object, 'spec', side).flatMap((rule, index) =>
        [peers, 'ports']
          .filter(key => listAt(rule, key).length === 0)
          .map(key => ({
            path: ['spec', side, index],
            message: `a rule of ${side} has no ${key}, so it allows all`,
            help: 'Name them, or remove the rule.',
          })),
      ),
    )
  },
}
