import { afterEach, beforeEach, expect, test } from 'vitest'
import { applyObject } from '../../adapters/kubernetes/objects.ts'
import type { KubernetesObject } from '../../lib/kubernetes/object.ts'
import { type FakeCluster, startFakeCluster } from './fake-cluster.testkit.ts'
import { type HeldLease, holdLease } from './lease.ts'
import { labelled, MANAGER, prefixOf, visitorsOf } from './run-objects.ts'
import { removeRun, sweep } from './sweep.ts'

let fake: FakeCluster
const held: HeldLease[] = []
beforeEach(async () => {
  fake = await startFakeCluster()
})
afterEach(() => {
  for (const lease of held.splice(0)) lease.stop()
  fake.close()
})

const object = (kind: string, apiVersion: string, name: string, namespace?: string): KubernetesObject => ({
  apiVersion,
  kind,
  metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
})

/** A run that has made its things, and renews its Lease until it is killed. */
async function begin(id: string): Promise<{ readonly kill: () => void }> {
  const apply = (one: KubernetesObject) => applyObject(fake.cluster, labelled(one, id), MANAGER)
  await apply(object('Namespace', 'v1', visitorsOf(id)))
  const lease = await holdLease(fake.cluster, id)
  held.push(lease)
  const app = `${prefixOf(id)}leadline`
  await apply(object('Namespace', 'v1', app))
  await apply(object('Service', 'v1', 'app', app))
  await apply(object('PriorityClass', 'scheduling.k8s.io/v1', `${app}-app`))
  await apply(object('ClusterRole', 'rbac.authorization.k8s.io/v1', `${app}-deployer`))
  return { kill: lease.stop }
}

const namesOf = (id: string) => [...fake.objects.keys()].filter(key => key.includes(prefixOf(id)))

test('what a killed run left is removed once its Lease has expired, and not before', async () => {
  const run = await begin('aaaaaa')
  run.kill()
  expect(await sweep(fake.cluster)).toEqual([])
  expect(namesOf('aaaaaa').length).toBe(6)
  fake.clockAhead = 31_000
  expect(await sweep(fake.cluster)).toEqual(['aaaaaa'])
  expect(namesOf('aaaaaa')).toEqual([])
})

test('a run that goes on loses nothing to the one that sweeps', async () => {
  const killed = await begin('aaaaaa')
  killed.kill()
  fake.clockAhead = 31_000
  await begin('bbbbbb')
  const before = namesOf('bbbbbb')
  expect(await sweep(fake.cluster)).toEqual(['aaaaaa'])
  expect(namesOf('bbbbbb')).toEqual(before)
})

test('a run that was killed before it had a Lease is removed too, after the same time', async () => {
  await applyObject(fake.cluster, labelled(object('Namespace', 'v1', visitorsOf('cccccc')), 'cccccc'), MANAGER)
  expect(await sweep(fake.cluster)).toEqual([])
  fake.clockAhead = 31_000
  expect(await sweep(fake.cluster)).toEqual(['cccccc'])
})

test('what does not belong to runs stays', async () => {
  const others = [
    object('Namespace', 'v1', 'kube-system'),
    object('Namespace', 'v1', 'e2e-someone-else'),
    object('PriorityClass', 'scheduling.k8s.io/v1', 'leadline-app'),
  ]
  for (const one of others) await applyObject(fake.cluster, one, 'someone')
  await begin('aaaaaa')
  await removeRun(fake.cluster, 'aaaaaa')
  expect([...fake.objects.keys()].map(key => key.split('/').at(-1))).toEqual(
    others.map(({ metadata }) => metadata.name),
  )
})
