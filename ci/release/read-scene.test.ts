import { expect, test } from 'vitest'
import type { KubernetesObject } from '../../lib/kubernetes/object.ts'
import { diagnose } from './core/diagnose/diagnosis.ts'
import { renderDiagnosis } from './core/diagnose/render-diagnosis.ts'
import { event, pod } from './core/diagnose/scene.testkit.ts'
import { type FakeContents, fakeApi } from './fake-api.testkit.ts'
import { readScene } from './read-scene.ts'

const NOW = new Date('2026-11-28T12:00:00Z')
const namespace = 'leadline'
const labels = { 'app.kubernetes.io/name': 'app' }

function owned(object: object, owner: string): object {
  return { ...object, metadata: { ...Object(object).metadata, namespace, labels, ownerReferences: [{ uid: owner }] } }
}

function replicaSet(name: string, revision: number): KubernetesObject {
  const annotations = { 'deployment.kubernetes.io/revision': String(revision) }
  const metadata = { name, namespace, uid: `uid-${name}`, labels, annotations, ownerReferences: [{ uid: 'uid-app' }] }
  return { apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata }
}

function podOf(set: string, changes: Parameters<typeof pod>[0]): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Pod', ...owned(pod(changes), `uid-${set}`) } as KubernetesObject
}

function eventObject(index: number, { about, reason, message }: ReturnType<typeof event>): KubernetesObject {
  const metadata = { name: `e${index}`, namespace, creationTimestamp: '2026-11-28T11:59:00Z' }
  return { apiVersion: 'v1', kind: 'Event', metadata, involvedObject: { uid: about }, reason, message, count: null }
}

const DEPLOYMENT: KubernetesObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'app', namespace, labels, uid: 'uid-app' } as KubernetesObject['metadata'],
  spec: { replicas: 2, selector: { matchLabels: labels } },
  status: { availableReplicas: 2 },
}
const KILLED = {
  restartCount: 2,
  ready: false,
  state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off' } },
  lastState: { terminated: { reason: 'Error', exitCode: 1 } },
}
const CONTENTS: FakeContents = {
  now: NOW,
  objects: [
    DEPLOYMENT,
    replicaSet('app-9', 9),
    replicaSet('app-10', 10),
    podOf('app-9', { name: 'app-9-a', container: { ...KILLED, restartCount: 50 } }),
    podOf('app-10', { name: 'app-10-a', container: KILLED }),
    ...Array.from({ length: 2500 }, (_, index) =>
      eventObject(index, event('BackOff', 'Back-off restarting failed container app', { of: `other-${index}` })),
    ),
    eventObject(9999, event('BackOff', 'Back-off restarting failed container app in pod', { of: 'app-10-a' })),
  ],
  logs: { 'leadline/app-10-a/app': 'Error: no such table\n    at open (file:///app/db.ts:3:9)\n' },
}

test('the pods of the newest template are diagnosed, with their log and their own events alone', async () => {
  const { cluster, asked } = fakeApi(CONTENTS)
  const scene = await readScene(cluster, { namespace, name: 'app' })
  if (scene === undefined) throw new Error('there is a Deployment')
  expect(renderDiagnosis(scene, diagnose(scene))).toBe(`app: 2 of 2 pods available

  The container app crashes again and again (2 times): Error: no such table (exit code 1). Repair the release; the evidence has the last lines of its log.
      pod app-10-a: Error, exit code 1, 2 times, now CrashLoopBackOff
      event BackOff: Back-off restarting failed container app in pod
      log: Error: no such table
      log: at open (file:///app/db.ts:3:9)
`)
  expect(asked.filter(line => line.includes('/events?'))).toEqual([
    'GET /api/v1/namespaces/leadline/events?fieldSelector=involvedObject.uid%3Duid-app-10-a&limit=200',
  ])
  expect(asked.filter(line => line.includes('/log?'))).toEqual([
    'GET /api/v1/namespaces/leadline/pods/app-10-a/log?container=app&tailLines=50&limitBytes=65536&previous=true',
  ])
  expect(asked.filter(line => line.includes('secrets'))).toEqual([])
})

test('an account that may read neither logs nor events nor nodes still gets what the pods say', async () => {
  const forbidden = ['/api/v1/nodes', '/api/v1/namespaces/leadline/events', '/api/v1/namespaces/leadline/pods/']
  const { cluster } = fakeApi({ ...CONTENTS, forbidden })
  const scene = await readScene(cluster, { namespace, name: 'app' })
  expect(scene && diagnose(scene).map(({ code }) => code)).toEqual(['crash'])
})

test('a Deployment that is not there has no scene', async () => {
  expect(await readScene(fakeApi({ objects: [], now: NOW }).cluster, { namespace, name: 'app' })).toBeUndefined()
})

/** A Deployment of 500 pods in a namespace with 10,000 events about them. */
function crowd(broken: number): FakeContents {
  const pods = Array.from({ length: 500 }, (_, index) =>
    podOf('app-10', {
      name: `app-10-${index}`,
      container: index < broken ? KILLED : { ready: true, restartCount: 0, state: { running: {} } },
    }),
  )
  const events = Array.from({ length: 10_000 }, (_, index) =>
    eventObject(index, event('BackOff', 'Back-off restarting failed container', { of: `app-10-${index % 500}` })),
  )
  return { now: NOW, objects: [DEPLOYMENT, replicaSet('app-10', 10), ...pods, ...events] }
}

test('a look at 500 pods that are well takes four requests and reads none of 10,000 events', async () => {
  const { cluster, asked } = fakeApi(crowd(0))
  const scene = await readScene(cluster, { namespace, name: 'app' })
  expect(scene?.pods).toHaveLength(500)
  expect(asked.map(line => line.replace(/\?.*/, ''))).toEqual([
    'GET /apis/apps/v1/namespaces/leadline/deployments/app',
    'GET /apis/apps/v1/namespaces/leadline/replicasets',
    'GET /api/v1/namespaces/leadline/pods',
    'GET /version',
  ])
})

test('where all of 500 pods crash, events of five and logs of three are read', async () => {
  const { cluster, asked } = fakeApi(crowd(500))
  const scene = await readScene(cluster, { namespace, name: 'app' })
  expect(scene && diagnose(scene).map(({ code }) => code)).toEqual(['crash'])
  expect(asked.filter(line => line.includes('/events?'))).toHaveLength(5)
  expect(asked.filter(line => line.includes('/log?'))).toHaveLength(3)
  expect(asked.length).toBeLessThan(15)
})
