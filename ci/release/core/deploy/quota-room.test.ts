import { expect, test } from 'vitest'
import type { KubernetesObject } from '../../../../lib/kubernetes/object.ts'
import type { DryRun } from './changes.ts'
import { quotaComplaints } from './quota-room.ts'

const metadata = { name: 'app', namespace: 'leadline' }

function deployment(changes: object = {}, status: object = {}): KubernetesObject {
  const resources = { requests: { cpu: '50m', memory: '76Mi' }, limits: { memory: '76Mi' } }
  const spec = {
    replicas: 2,
    strategy: { rollingUpdate: { maxSurge: 1 } },
    template: { spec: { containers: [{ resources }] } },
  }
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { ...spec, ...changes }, status }
}

function rollout(changes: object, there: number | undefined): DryRun {
  const object = deployment(changes)
  const before = there === undefined ? undefined : deployment({}, { replicas: there })
  return { object, before, after: object }
}

function quota(hard: object, used: object, spec: object = {}): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name: 'all', namespace: 'leadline' },
    spec,
    status: { hard, used },
  }
}

const TWO = { 'limits.memory': '152Mi', pods: '2', 'requests.cpu': '100m' }

test.each([
  ['one pod more fits exactly', {}, 2, { 'limits.memory': '228Mi', pods: '3', 'requests.cpu': '0.15' }, []],
  [
    'one pod more does not fit',
    {},
    2,
    { 'limits.memory': '200Mi' },
    [
      'The quota all has no room for the rollout of app: it takes 76Mi more of limits.memory, and 48Mi of 200Mi is left',
    ],
  ],
  ['a rollout that is under way has its pods already', {}, 3, { pods: '2' }, []],
  [
    'more replicas need more than the surge',
    { replicas: 5 },
    2,
    { pods: '4' },
    ['The quota all has no room for the rollout of app: it takes 4 more of pods, and 2 of 4 is left'],
  ],
  ['one that is made again takes no more', { strategy: { type: 'Recreate' } }, 2, { pods: '2' }, []],
] as const)('%s', (_, changes, there, hard, expected) => {
  expect(quotaComplaints([quota(hard, TWO)], [rollout(changes, there)])).toEqual(expected)
})

test('a Deployment that is new needs room for its replicas alone', () => {
  expect(quotaComplaints([quota({ pods: '2' }, { pods: '0' })], [rollout({}, undefined)])).toEqual([])
  expect(quotaComplaints([quota({ pods: '1' }, { pods: '0' })], [rollout({}, undefined)])).toHaveLength(1)
})

test('a share of the replicas is rounded up, and a quarter where none is named', () => {
  const eight = (strategy: object) => [rollout({ replicas: 8, strategy }, 8)]
  const tight = [quota({ pods: '10' }, { pods: '8' })]
  expect(quotaComplaints(tight, eight({}))).toEqual([])
  expect(quotaComplaints(tight, eight({ rollingUpdate: { maxSurge: '30%' } }))).toHaveLength(1)
})

test('a quota of some pods, or of another namespace, says nothing', () => {
  const full = { pods: '0' }
  const other = quota(full, { pods: '0' })
  const elsewhere = { ...other, metadata: { name: 'all', namespace: 'other' } }
  expect(quotaComplaints([quota(full, full, { scopes: ['BestEffort'] }), elsewhere], [rollout({}, 2)])).toEqual([])
})
