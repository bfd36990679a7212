import { afterEach, beforeEach, expect, test } from 'vitest'
import { applyObject } from '../../adapters/kubernetes/objects.ts'
import type { KubernetesObject } from '../../lib/kubernetes/object.ts'
import { type FakeCluster, startFakeCluster } from './fake-cluster.testkit.ts'
import { FailedCheck } from './report.ts'
import { untilRolledOut } from './rolled-out.ts'

let fake: FakeCluster
beforeEach(async () => {
  fake = await startFakeCluster()
})
afterEach(() => fake.close())

const namespace = 'e2e-a-leadline'
const SINCE = new Date(0)
const owner = (kind: string, uid: string) => [{ apiVersion: 'apps/v1', kind, name: uid, uid }]
const put = (object: object) => applyObject(fake.cluster, object as KubernetesObject, 'kubernetes')

/** A Deployment of two pods in this state, with one ReplicaSet. */
async function deploy(status: object): Promise<KubernetesObject> {
  const metadata = { name: 'app', namespace, uid: 'deployment' }
  const state = { observedGeneration: 1, ...status }
  const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { replicas: 2 }, status: state }
  await put(deployment)
  const ofSet = { name: 'app-1', namespace, uid: 'set', ownerReferences: owner('Deployment', 'deployment') }
  await put({ apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: ofSet })
  return deployment
}

const wait = (deployment: KubernetesObject, patience = 10_000) =>
  untilRolledOut(fake.cluster, [deployment], SINCE, AbortSignal.timeout(patience))

test('a Deployment whose every pod is new and available is rolled out', async () => {
  const all = { updatedReplicas: 2, replicas: 2, availableReplicas: 2 }
  await expect(wait(await deploy(all))).resolves.toBeUndefined()
})

test.each([
  ['an old pod is left', { updatedReplicas: 2, replicas: 3, availableReplicas: 3 }],
  ['a pod is not available', { updatedReplicas: 2, replicas: 2, availableReplicas: 1 }],
])('it is not while %s', async (_, status) => {
  await expect(wait(await deploy(status), 50)).rejects.toThrow(/timeout|abort/i)
})

/** Why a rollout failed the check. */
async function failure(deployment: KubernetesObject): Promise<string> {
  const error = await wait(deployment).catch((thrown: unknown) => thrown)
  if (!(error instanceof FailedCheck)) throw new TypeError('it is no failed check', { cause: error })
  return error.message
}

test('pods that may not be made are said at once, as a deploy says it', async () => {
  const deployment = await deploy({})
  const message =
    'pods "app-1-x" is forbidden: exceeded quota: leadline, requested: memory=76Mi, used: memory=1Gi, limited: memory=1Gi'
  const metadata = { name: 'app-1', namespace, uid: 'set', ownerReferences: owner('Deployment', 'deployment') }
  const conditions = [{ type: 'ReplicaFailure', status: 'True', message }]
  await put({ apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata, status: { conditions } })
  expect(await failure(deployment)).toContain(
    'The quota leadline has no room for another pod: it wants memory=76Mi, memory=1Gi of memory=1Gi is used. Raise the quota',
  )
})

test('an image that no node has is said at once, as a deploy says it', async () => {
  const deployment = await deploy({ replicas: 2 })
  const waiting = { reason: 'ErrImageNeverPull', message: 'Container image "x" is not present' }
  await put({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'app-1-x', namespace, uid: 'pod', ownerReferences: owner('ReplicaSet', 'set') },
    spec: { containers: [{ name: 'app', image: 'x' }] },
    status: { containerStatuses: [{ name: 'app', ready: false, state: { waiting } }] },
  })
  expect(await failure(deployment)).toBe(
    'The image x cannot be used: it is not on the node, and its pull policy is Never. Import it on each node, or let it be pulled: imagePullPolicy: IfNotPresent.',
  )
})

test('a Deployment that was deleted meanwhile is said at once', async () => {
  const deployment = await deploy({})
  fake.objects.clear()
  expect(await failure(deployment)).toMatch(/^The Deployment app is gone: /)
})
