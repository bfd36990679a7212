import { expect, test } from 'vitest'
import type { KubernetesObject } from '../../../lib/kubernetes/object.ts'
import { exampleRelease, type Installation, installation } from './scenario.testkit.ts'

/** An installation with a good release. */
async function withGood(options: Parameters<typeof installation>[0] = {}): Promise<Installation> {
  const here = installation(options)
  await here.deploy(exampleRelease('good', 'v1'))
  return here
}

/** A pod of the first template, or of no ReplicaSet, that no controller ends. */
function oldPod(changes: {
  readonly owner?: string
  readonly deleted?: string
  readonly status?: Readonly<Record<string, unknown>>
}): KubernetesObject {
  const { owner, deleted, status = { phase: 'Running' } } = changes
  const metadata = {
    ...{ name: 'app-left', namespace: 'leadline', labels: { 'app.kubernetes.io/name': 'app' } },
    ...(owner === undefined ? {} : { ownerReferences: [{ uid: owner }] }),
    ...(deleted === undefined ? {} : { deletionTimestamp: deleted }),
  }
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec: { nodeName: 'dead' }, status }
}

test.each([
  [
    'was evicted and is kept as a record',
    oldPod({ owner: 'uid-app-0001', status: { phase: 'Failed', reason: 'Evicted' } }),
  ],
  [
    'ended with its node and is kept as a record',
    oldPod({ owner: 'uid-app-0001', status: { phase: 'Succeeded', reason: 'Terminated' } }),
  ],
  ['someone made by hand with the label of the app', oldPod({})],
  [
    'is to end on a node that is gone, and never does',
    oldPod({ owner: 'uid-app-0001', deleted: '2026-11-29T08:00:00Z' }),
  ],
])('a pod that %s holds up no rollout, and no way back', async (_, pod) => {
  const here = await withGood()
  here.api.put(pod)
  expect((await here.deploy(exampleRelease('good', 'v2'))).sentence).toBe('The release is out and good.')
  expect((await here.deploy(exampleRelease('half-500', 'v3'))).exit).toBe(20)
})

test.each([
  ['image-missing', 3],
  ['never-ready', 3],
  ['quota', 3],
  ['quota', 0],
] as const)(
  'after one that was %s, controllers that see a change %i seconds later blame no other release',
  async (image, lagSeconds) => {
    const here = installation({ lagSeconds })
    // A first release has none to return to, so what it left is what the next one finds.
    expect((await here.deploy(exampleRelease(image, 'v1'))).exit).toBe(21)
    expect((await here.deploy(exampleRelease('good', 'v2'))).sentence).toBe('The release is out and good.')
    expect((await here.deploy(exampleRelease(image, 'v3'))).exit).toBe(21)
    await here.wait(60)
    expect(here.api.reply('edge', 0).release).toBe('v2')
  },
)

test('a container that ends and runs again is seen though the clocks of the nodes are five minutes behind', async () => {
  const here = await withGood({ nodesBehindSeconds: 300 })
  const { exit, sentence } = await here.deploy(exampleRelease('crash-without-readiness', 'v2'))
  expect({ exit, sentence }).toEqual({ exit: 21, sentence: expect.stringContaining('crashes again and again') })
})
