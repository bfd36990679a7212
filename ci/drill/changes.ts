import { listAt, textAt } from '../../lib/json/path.ts'
import type { KubernetesObject } from '../../lib/kubernetes/object.ts'

/** What is changed in one object, and how it was: merge patches of the same fields. */
export interface Change {
  readonly object: Pick<KubernetesObject, 'apiVersion' | 'kind' | 'metadata'>
  readonly broken: object
  readonly healed: object
}

/** A class that no ingress controller serves. */
const NO_CLASS = 'leadline-drill'

/** Takes the route away that an Ingress is. */
export function routeLost(ingress: KubernetesObject): Change {
  return {
    object: ingress,
    broken: { spec: { ingressClassName: NO_CLASS } },
    // A merge patch with null removes a field that was not there.
    healed: { spec: { ingressClassName: textAt(ingress, 'spec', 'ingressClassName') || null } },
  }
}

/** Lets the ingress controller in no more, and everyone else as before; undefined where the policy did not let it in. */
export function networkCut(policy: KubernetesObject): Change | undefined {
  const rules = listAt(policy, 'spec', 'ingress')
  const left = rules.flatMap(rule => {
    const peers = listAt(rule, 'from')
    const others = peers.filter(
      peer => textAt(peer, 'podSelector', 'matchLabels', 'app.kubernetes.io/name') !== 'traefik',
    )
    if (others.length === peers.length) return [rule]
    // A rule without anyone lets everyone in.
    return others.length === 0 ? [] : [{ ...(rule as object), from: others }]
  })
  if (JSON.stringify(left) === JSON.stringify(rules)) return undefined
  return { object: policy, broken: { spec: { ingress: left } }, healed: { spec: { ingress: rules } } }
}

/** Keeps new pods away from a node. */
export function cordoned(node: KubernetesObject): Change {
  return {
    object: node,
    broken: { spec: { unschedulable: true } },
    healed: { spec: { unschedulable: null } },
  }
}
