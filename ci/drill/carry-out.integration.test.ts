import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { minutes } from '../../lib/duration.ts'
import { at } from '../../lib/json/path.ts'
import { type FakeCluster, startFakeCluster } from '../e2e/fake-cluster.testkit.ts'
import { type CarriedOut, carryOut } from './carry-out.ts'
import { CLUSTER_DRILLS, type ClusterDrillName } from './drills.ts'
import { type FakeKubelet, startFakeKubelet } from './kubelet.testkit.ts'
import { readPlan } from './read-plan.ts'
import { leadlineIn } from './release.testkit.ts'

const SCRIPT = readFileSync(path.join(import.meta.dirname, '../../adapters/kubernetes/in-drill-pod.ts'), 'utf8')

let fake: FakeCluster
let kubelet: FakeKubelet
let folder = ''
beforeEach(async () => {
  fake = await startFakeCluster()
  folder = mkdtempSync(path.join(tmpdir(), 'leadline-drill-'))
  kubelet = await startFakeKubelet(fake, folder)
  for (const [key, object] of leadlineIn()) fake.objects.set(key, object)
})
afterEach(() => {
  kubelet.close()
  fake.close()
  rmSync(folder, { recursive: true, force: true })
})

/** The fault of a drill; a pause is a moment in which the kubelet looks. */
async function faultOf(name: ClusterDrillName): Promise<CarriedOut> {
  const input = { name, drill: CLUSTER_DRILLS[name], namespace: 'leadline', script: SCRIPT, longest: minutes(5) }
  const plan = await readPlan(fake.cluster, input)
  return carryOut(fake.cluster, plan, {
    now: () => performance.now(),
    async pause() {
      await kubelet.look()
      await sleep(100)
    },
  })
}

const INGRESS = '/apis/networking.k8s.io/v1/namespaces/leadline/ingresses/app'
const POLICY = '/apis/networking.k8s.io/v1/namespaces/leadline/networkpolicies/app'
const NODE = '/api/v1/nodes/worker'
const podsOf = (app: string) => [...fake.objects.keys()].filter(key => key.includes(`/pods/${app}-`))
const ofDrills = () => [...fake.objects.keys()].filter(key => key.includes('/drill-'))

/** Each fault that changes something, with what it changes. */
const CHANGES: readonly [name: ClusterDrillName, key: string, broken: object][] = [
  ['route-lost', INGRESS, { ingressClassName: 'leadline-drill' }],
  [
    'network-cut',
    POLICY,
    { ingress: [{ from: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'prober' } } }] }] },
  ],
  ['node-drain', NODE, { unschedulable: true }],
]

test.each(CHANGES)('%s is broken by a pod, and everything is as before at its end', async (name, key, broken) => {
  const before = structuredClone(at(fake.objects.get(key), 'spec'))
  const fault = await faultOf(name)
  await fault.start()
  expect(at(fake.objects.get(key), 'spec')).toMatchObject(broken)
  await fault.end()
  expect(at(fake.objects.get(key), 'spec')).toEqual(before)
  expect(ofDrills()).toEqual([])
  expect(kubelet.output()).toBe('broken\nhealed\n')
})

test('a cut network is felt at once, because the pods with open connections go', async () => {
  const fault = await faultOf('network-cut')
  await fault.start()
  expect(podsOf('app')).toEqual([])
  expect(podsOf('prober')).toHaveLength(1)
  await fault.end()
})

test('of a drained node only pods of the release go, and only from there', async () => {
  const fault = await faultOf('node-drain')
  await fault.start()
  expect([...podsOf('app'), ...podsOf('prober'), ...podsOf('stranger')].map(key => key.split('/').at(-1))).toEqual([
    'app-1',
    'prober-1',
    'stranger-1',
  ])
  await fault.end()
})

test('a pod that is lost with what it has broken leaves the healing to the command', async () => {
  const fault = await faultOf('route-lost')
  await fault.start()
  kubelet.kill()
  await fault.end()
  expect(at(fake.objects.get(INGRESS), 'spec', 'ingressClassName')).toBe('traefik')
  expect(ofDrills()).toEqual([])
})

test('a command that is killed is no hindrance: what no one renews is put back by the pod', async () => {
  const fault = await faultOf('route-lost')
  const job = '/apis/batch/v1/namespaces/leadline/jobs/drill-route-lost'
  const started = fault.start()
  // The minute of the lease is two seconds here.
  while (!fake.objects.has(job)) await sleep(10)
  const shorter = JSON.stringify(fake.objects.get(job)).replaceAll('\\"leaseSeconds\\":60', '\\"leaseSeconds\\":2')
  fake.objects.set(job, JSON.parse(shorter))
  await started
  expect(at(fake.objects.get(INGRESS), 'spec', 'ingressClassName')).toBe('leadline-drill')
  while (ofDrills().length > 0) {
    await kubelet.look()
    await sleep(100)
  }
  expect(at(fake.objects.get(INGRESS), 'spec', 'ingressClassName')).toBe('traefik')
})

test.each(['crash-loop'] as const)('%s is a Job that goes with its end', async name => {
  const fault = await faultOf(name)
  await fault.start()
  expect(ofDrills()).toEqual([
    '/apis/batch/v1/namespaces/leadline/jobs/drill-crash-loop',
    '/api/v1/namespaces/leadline/pods/drill-crash-loop-1',
  ])
  await fault.end()
  expect(ofDrills()).toEqual([])
})
