import { expect, test } from 'vitest'
import type { KubernetesObject } from '../../lib/kubernetes/object.ts'
import { networkCut, routeLost } from './changes.ts'

const peer = (name: string) => ({ podSelector: { matchLabels: { 'app.kubernetes.io/name': name } } })
const [TRAEFIK, PROBER] = [peer('traefik'), peer('prober')]

function object(spec: object): KubernetesObject {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'app' }, spec }
}

test.each<[string, rules: readonly object[], broken: readonly object[] | undefined]>([
  ['the ingress among others', [{ from: [TRAEFIK, PROBER] }], [{ from: [PROBER] }]],
  // A rule without `from` would let everyone in.
  ['the ingress alone', [{ from: [TRAEFIK], ports: [{ port: 80 }] }, { from: [PROBER] }], [{ from: [PROBER] }]],
  ['not the ingress', [{ from: [PROBER] }], undefined],
  ['everyone', [{}], undefined],
])('of a policy that lets in %s, the ingress is left out', (_, rules, broken) => {
  const change = networkCut(object({ ingress: rules }))
  expect(change?.broken).toEqual(broken && { spec: { ingress: broken } })
  expect(change?.healed).toEqual(broken && { spec: { ingress: rules } })
})

test.each([
  [{ ingressClassName: 'traefik' }, 'traefik'],
  [{}, null],
])('the class of an Ingress is put back as it was: %j', (spec, expected) => {
  expect(routeLost(object(spec)).healed).toEqual({ spec: { ingressClassName: expected } })
})
