import { expect, test } from 'vitest'
import type { KubernetesObject } from '../../lib/kubernetes/object.ts'
import { podState } from './pod-state.ts'

function pod(container: object, conditions: readonly object[] = []): KubernetesObject {
  const status = { containerStatuses: [container], conditions }
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'drill-oom-1' }, status }
}

const RUNNING = { state: { running: {} } }
const ENDED = { state: { terminated: { reason: 'Error', message: 'PATCH /apis: 403 no\n' } } }
const PULLS = { state: { waiting: { reason: 'ContainerCreating' } } }

test.each<['own-pod' | 'kept', string, KubernetesObject, object]>([
  ['own-pod', 'runs', pod(RUNNING), { is: 'broken' }],
  ['own-pod', 'has ended once', pod({ ...PULLS, lastState: ENDED.state }), { is: 'broken' }],
  ['own-pod', 'is made', pod(PULLS), { is: 'starting', why: 'its pod waits: ContainerCreating' }],
  ['kept', 'runs', pod(RUNNING), { is: 'starting', why: 'its pod has not done it yet' }],
  ['kept', 'is ready', pod({ ...RUNNING, ready: true }), { is: 'broken' }],
  ['kept', 'has ended', pod(ENDED), { is: 'failed', why: 'its pod ended: PATCH /apis: 403 no' }],
  [
    'kept',
    'has no image',
    pod({ state: { waiting: { reason: 'ErrImageNeverPull', message: 'no such image' } } }),
    { is: 'failed', why: 'ErrImageNeverPull: no such image' },
  ],
  [
    'own-pod',
    'finds no node',
    pod({}, [{ type: 'PodScheduled', status: 'False', message: '0/2 nodes are available' }]),
    { is: 'starting', why: 'its pod finds no node: 0/2 nodes are available' },
  ],
])('the pod of a drill of the kind %s that %s', (kind, _, object, expected) => {
  expect(podState(object, kind)).toMatchObject(expected)
})
