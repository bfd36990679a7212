import { expect, test } from 'vitest'
import { exampleSets } from '../../../../k8s/render/example.testkit.ts'
import type { KubernetesObject } from '../../../../lib/kubernetes/object.ts'
import { networkRow, saysUnreached } from './network-row.ts'

const { platform, release } = await exampleSets()
const POLICIES = [...platform, ...release]
  .map(({ object }) => object)
  .filter(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.namespace === 'leadline')

test('the row of the app is what its policies let through, each with the policy that does', () => {
  expect(networkRow(POLICIES, { 'app.kubernetes.io/name': 'app' })).toEqual([
    'may reach k8s-app=kube-dns in kube-system on 53/UDP and 53/TCP (policy allow-dns); app.kubernetes.io/name=prometheus in leadline-monitoring on 9090/TCP (policy app); nothing else',
    'may be asked by app.kubernetes.io/name=traefik in kube-system and app.kubernetes.io/name=prober in leadline on http/TCP (policy app); app.kubernetes.io/name=prometheus in leadline-monitoring on metrics/TCP (policy app); nothing else',
  ])
})

function policy(spec: object): KubernetesObject {
  const metadata = { name: 'one', namespace: 'shop' }
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec }
}

test.each<[string, readonly KubernetesObject[], readonly string[]]>([
  [
    'no policy',
    [],
    ['may reach everything: no policy says otherwise', 'may be asked by everything: no policy says otherwise'],
  ],
  [
    'one that closes what goes out',
    [policy({ podSelector: {}, policyTypes: ['Egress'] })],
    ['may reach nothing and no one', 'may be asked by everything: no policy says otherwise'],
  ],
  [
    'one for others',
    [policy({ podSelector: { matchExpressions: [{ key: 'a', operator: 'NotIn', values: ['b'] }] }, ingress: [] })],
    ['may reach everything: no policy says otherwise', 'may be asked by everything: no policy says otherwise'],
  ],
  [
    'one without types, and with addresses',
    [policy({ podSelector: {}, egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }] }] })],
    [
      'may reach 10.0.0.0/8 without 10.1.0.0/16 on every port (policy one); nothing else',
      'may be asked by nothing and no one',
    ],
  ],
])('with %s', (_, policies, row) => {
  expect(networkRow(policies, { a: 'b' })).toEqual(row)
})

test.each([
  ['Error: connect ECONNREFUSED 10.43.0.7:5432', true],
  ['dial tcp 10.43.0.7:5432: i/o timeout', true],
  ['getaddrinfo EAI_AGAIN database', true],
  ['could not connect to server: Connection refused', true],
  ['Error: no such table: visits', false],
])('%s', (line, is) => {
  expect(saysUnreached(line)).toBe(is)
})
