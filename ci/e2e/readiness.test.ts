import { afterEach, beforeEach, expect, test } from 'vitest'
import { applyObject } from '../../adapters/kubernetes/objects.ts'
import type { KubernetesObject } from '../../lib/kubernetes/object.ts'
import { type FakeCluster, startFakeCluster } from './fake-cluster.testkit.ts'
import { untilRunning } from './readiness.ts'

let fake: FakeCluster
beforeEach(async () => {
  fake = await startFakeCluster()
})
afterEach(() => fake.close())

const POD = { namespace: 'e2e-a-visitors', name: 'visitor' }

async function wait(status: object, patience = 10_000): Promise<string> {
  const spec = { containers: [{ name: 'visitor', image: 'x' }] }
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: POD, spec, status } as KubernetesObject
  await applyObject(fake.cluster, pod, 'kubernetes')
  return untilRunning(fake.cluster, POD, AbortSignal.timeout(patience))
}

const container = (more: object) => ({ containerStatuses: [{ name: 'visitor', ...more }] })

test('a pod that is ready has its address', async () => {
  expect(await wait({ podIP: '10.42.0.7', ...container({ ready: true }) })).toBe('10.42.0.7')
})

test.each([
  ['is not ready', { podIP: '10.42.0.7', ...container({ ready: false }) }],
  ['has no address yet', container({ ready: true })],
])('a pod that %s is waited for', async (_, status) => {
  await expect(wait(status, 50)).rejects.toThrow(/timeout|abort/i)
})

test('a pod that waiting does not help fails the check at once, as a deploy says it', async () => {
  const waiting = { reason: 'InvalidImageName', message: 'couldn’t parse image name' }
  await expect(wait(container({ ready: false, state: { waiting } }))).rejects.toThrow(
    'visitor: The image x cannot be used: its reference is none that a registry could have. Write it as HOST/NAME@sha256:DIGEST',
  )
})
