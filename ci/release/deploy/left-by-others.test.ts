import { expect, test } from 'vitest'
import type { KubernetesObject } from '../../../lib/kubernetes/object.ts'
import { configMap, exampleRelease, type Installation, installation } from './scenario.testkit.ts'

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

test('a Deployment that someone has paused goes on, which is said', async () => {
  const here = await withGood()
  here.api.edit(
    'Deployment',
    'app',
    object => ({ ...object, spec: { ...Object(object.spec), paused: true } }),
    'kubectl-rollout',
  )
  const { exit, run } = await here.deploy(exampleRelease('good', 'v2'))
  expect(exit).toBe(0)
  expect(run.notes).toContainEqual(expect.stringContaining('conflict with "kubectl-rollout"'))
})

test('a release whose pods someone replaced while it was judged is not marked good', async () => {
  const here = await withGood()
  let isEdited = false
  here.interfere = () => {
    if (isEdited || !here.said.some(line => line.startsWith('rollout '))) return undefined
    isEdited = true
    here.api.edit(
      'Deployment',
      'app',
      () => exampleRelease('slow-start', 'v2').objects[2] as KubernetesObject,
      'kubectl-set',
    )
    return undefined
  }
  here.said.length = 0
  const { end, sentence } = await here.deploy(exampleRelease('good', 'v2'))
  expect(end).toBe('inconclusive')
  expect(sentence).toMatch(/^Someone has changed the pods of Deployment leadline\/app since the release was applied\./)
})

test('a Deployment that someone deletes in the middle is said at once, and comes back with the last good release', async () => {
  const here = await withGood()
  here.said.length = 0
  here.interfere = () => {
    if (here.said.at(-1)?.startsWith('apply ') !== true) return undefined
    here.said.push('deleted')
    for (const place of here.api.objects.keys()) if (place.endsWith('/deployments/app')) here.api.objects.delete(place)
    return undefined
  }
  const { exit, sentence, run } = await here.deploy(exampleRelease('good', 'v2'))
  expect({ exit, sentence }).toEqual({
    exit: 21,
    sentence: 'The Deployment app is gone: someone has deleted it since it was applied. The last good release is back.',
  })
  expect(run.seconds.get('rollout')).toBeLessThan(10)
  expect([...here.api.objects.keys()].filter(place => place.endsWith('/deployments/app'))).toHaveLength(1)
})

test('an API server that is too slow for an apply is refused before anything is changed', async () => {
  const here = await withGood()
  here.delaySeconds = 10
  const { exit, sentence, run } = await here.deploy(exampleRelease('good', 'v2'))
  expect({ exit, sentence }).toEqual({
    exit: 11,
    sentence: 'The API server answers so slowly that the time for it was over.',
  })
  expect([...run.seconds.keys()]).toEqual(['preflight'])
})

test.each([
  ['is not known to the cluster', 'middlewares', 404, []],
  [
    'may not be listed',
    'ingresses',
    403,
    ['Not all that is no part of the release any more is gone: Cannot list Ingress in leadline: No.'],
  ],
])('a kind that %s holds up no other that is taken away', async (_, kind, status, notes) => {
  const here = installation()
  await here.deploy(exampleRelease('good', 'v1', [configMap('extra', { a: '1' })]))
  here.interfere = ({ method, path }) =>
    method === 'GET' && path.endsWith(`/${kind}`) ? { status, body: { message: 'No' } } : undefined
  expect((await here.deploy(exampleRelease('good', 'v2'))).run.notes).toEqual(notes)
  expect([...here.api.objects.keys()].filter(place => place.endsWith('/extra'))).toEqual([])
})

test('an app that is scaled by hand while it is judged is no other release', async () => {
  const here = await withGood()
  here.interfere = () => {
    if (here.said.at(-1)?.startsWith('rollout ') !== true) return undefined
    here.said.push('scaled')
    here.api.edit(
      'Deployment',
      'app',
      object => ({ ...object, spec: { ...Object(object.spec), replicas: 4 } }),
      'kubectl',
    )
    return undefined
  }
  here.said.length = 0
  expect((await here.deploy(exampleRelease('good', 'v2'))).exit).toBe(0)
  expect(here.said).toContain('scaled')
})

test.each([
  ['137', { reason: 'Error', exitCode: 137 }],
  ['255', { reason: 'Unknown', exitCode: 255 }],
  ['out of memory', { reason: 'OOMKilled', exitCode: 137 }],
])(
  'the record of a pod that ended with %s when its node went down says nothing of a push of configuration',
  async (_, end) => {
    const here = await withGood()
    const terminated = { ...end, startedAt: '2026-11-20T08:00:00Z', finishedAt: '2026-11-20T09:00:00Z' }
    const containerStatuses = [{ name: 'app', ready: false, started: false, restartCount: 0, state: { terminated } }]
    const spec = { nodeName: 'worker', containers: [{ name: 'app' }] }
    const status = {
      phase: 'Failed',
      reason: 'Terminated',
      message: 'Pod was terminated in response to imminent node shutdown.',
      containerStatuses,
    }
    here.api.put({ ...oldPod({ owner: 'uid-app-0001', status }), spec })
    const { sentence } = await here.deploy(exampleRelease('good', 'v1', [configMap('slos', { 'slos.json': '[]' })]))
    expect(sentence).toBe('The release is out and good.')
  },
)

test('a volume that someone has added outlasts releases and ways back, and is named in both', async () => {
  const here = await withGood()
  here.isSigned = false
  const volumes = { 'k:{"name":"debug"}': { '.': {} } }
  const added = { 'f:spec': { 'f:template': { 'f:spec': { 'f:volumes': volumes } } } }
  here.api.edit('Deployment', 'app', object => object, 'kubectl-edit', added)
  const { exit, run } = await here.deploy(exampleRelease('half-500', 'v2'))
  const named = run.notes.filter(line => line.includes('keeps spec.template.spec.volumes[debug], which kubectl-edit'))
  expect({ exit, named: named.length }).toEqual({ exit: 20, named: 2 })
})
