import { afterEach, beforeEach, expect, test } from 'vitest'
import { applyObject } from '../../adapters/kubernetes/objects.ts'
import { at } from '../../lib/json/path.ts'
import { policiesForDns } from './cluster-dns.ts'
import { type FakeCluster, startFakeCluster } from './fake-cluster.testkit.ts'

let fake: FakeCluster
beforeEach(async () => {
  fake = await startFakeCluster()
})
afterEach(() => fake.close())

async function withDns(address: string, port: number, isPod: boolean) {
  const labels = { 'kubernetes.io/service-name': 'kube-dns' }
  const slice = {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: 'kube-dns-1', namespace: 'kube-system', labels },
    ports: [
      { name: 'dns', port, protocol: 'UDP' },
      { name: 'dns-tcp', port, protocol: 'TCP' },
      { name: 'metrics', port: 9153 },
    ],
    endpoints: [{ addresses: [address], ...(isPod ? { targetRef: { kind: 'Pod', name: 'coredns-1' } } : {}) }],
  }
  await applyObject(fake.cluster, slice, 'kubernetes')
  return policiesForDns(fake.cluster, ['e2e-a-leadline'])
}

test('an ordinary DNS is left to our own policy', async () => {
  expect(await withDns('10.42.0.3', 53, true)).toEqual([])
  expect(await policiesForDns(fake.cluster, ['e2e-a-leadline'])).toEqual([])
})

test.each([
  ['on another port', '10.42.0.3', 1053, true],
  ['that is no pod', '192.0.2.1', 53, false],
])('a DNS %s is let through at its address', async (_, address, port, isPod) => {
  const [policy, ...others] = await withDns(address, port, isPod)
  expect(others).toEqual([])
  expect(policy?.metadata.namespace).toBe('e2e-a-leadline')
  expect(at(policy, 'spec', 'egress', 0)).toEqual({
    to: [{ ipBlock: { cidr: `${address}/32` } }],
    ports: [
      { port, protocol: 'UDP' },
      { port, protocol: 'TCP' },
    ],
  })
})
