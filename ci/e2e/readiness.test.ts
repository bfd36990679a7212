import { afterEach, beforeEach, expect, test } from 'vitest'
import { applyObject } from '../../adapters/kubernetes/objects.ts'
import type { KubernetesObject } from '../../lib/kubernetes/object.ts'
import { type FakeCluster, startFakeCluster } from './fake-cluster.testkit.ts'
import { untilRolledOut } from './readiness.ts'

let fake: FakeCluster
beforeEach(async () => {
  fake = await startFakeCluster()
})
afterEach(() => fake.close())

const metadata = { name: 'app', namespace: 'e2e-a-leadline' }

/** A Deployment of two pods in this state. */
async function deploy(status: object): Promise<KubernetesObject> {
  const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { replicas: 2 }, status }
  await applyObject(fake.cluster, deployment, 'kubernetes')
  return deployment
}

const wait = (deployment: KubernetesObject) => untilRolledOut(fake.cluster, [deployment], AbortSignal.timeout(10_000))

test('a Deployment whose every pod is new and available is rolled out', async () => {
  const all = { observedGeneration: 1, updatedReplicas: 2, replicas: 2, availableReplicas: 2 }
  await expect(wait(await deploy(all))).resolves.toBeUndefined()
})

test.each([
  ['an old pod is left', { observedGeneration: 1, updatedReplicas: 2, replicas: 3, availableReplicas: 3 }],
  ['a pod is not available', { observedGeneration: 1, updatedReplicas: 2, replicas: 2, availableReplicas: 1 }],
])('it is not while %s', async (_, status) => {
  const deployment = await deploy(status)
  await expect(untilRolledOut(fake.cluster, [deployment], AbortSignal.timeout(50))).rejects.toThrow(/timeout|abort/i)
})

test('pods that may not be made are said at once, in the cluster’s words', async () => {
  const message = 'pods "app-1" is forbidden: exceeded quota: leadline'
  const conditions = [{ type: 'ReplicaFailure', status: 'True', message }]
  await expect(wait(await deploy({ conditions }))).rejects.toThrow(message)
})

test('an image that no node has is said at once', async () => {
  const waiting = {
    reason: 'ErrImageNeverPull',
    message: 'Container image "x" is not present with pull policy of Never',
  }
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...metadata, name: 'app-1' },
    status: { containerStatuses: [{ ready: false, state: { waiting } }] },
  }
  await applyObject(fake.cluster, pod, 'kubernetes')
  const problem = 'app-1 ErrImageNeverPull: Container image "x" is not present with pull policy of Never'
  await expect(wait(await deploy({ replicas: 2 }))).rejects.toThrow(problem)
})
