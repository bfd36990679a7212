import { at, listAt } from '../../../lib/json/path.ts'
import { labelsAt } from '../pods.ts'
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
      listAt(object, 'spec', side).flatMap((rule, index) => {
        const path = ['spec', side, index]
        const help = 'Name them, or remove the rule.'
        const missing = [peers, 'ports']
          .filter(key => listAt(rule, key).length === 0)
          .map(key => ({ path, message: `a rule of ${side} has no ${key}, so it allows all`, help }))
        const openPorts = listAt(rule, 'ports').filter(port =>
          ['port', 'protocol'].some(key => at(port, key) === undefined),
        )
        const openPeers = listAt(rule, peers).filter(peer => !namesPods(peer))
        return [
          ...missing,
          ...openPorts.map(() => ({
            path,
            message: `a port of ${side} lacks its port or protocol`,
            help: 'Write both.',
          })),
          ...openPeers.map(() => ({
            path,
            message: `a peer of ${side} names no pods`,
            help: 'Write labels of pods, or an ipBlock.',
          })),
        ]
      }),
    )
  },
}

function namesPods(peer: unknown): boolean {
  if (at(peer, 'ipBlock', 'cidr') !== undefined) return true
  const namespaces = at(peer, 'namespaceSelector')
  const isNamespace = namespaces === undefined || Object.keys(labelsAt(namespaces, 'matchLabels')).length > 0
  const pods = at(peer, 'podSelector')
  const isPods = Object.keys(labelsAt(pods, 'matchLabels')).length > 0 || listAt(pods, 'matchExpressions').length > 0
  return isNamespace && isPods
}
