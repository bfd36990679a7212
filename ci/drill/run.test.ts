import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { applyObject } from '../../adapters/kubernetes/objects.ts'
import { withClusterUid } from '../../k8s/site/cluster-uid.ts'
import { runQuietly } from '../../lib/command/command.testkit.ts'
import { main } from '../drill.ts'
import { type FakeCluster, startFakeCluster } from '../e2e/fake-cluster.testkit.ts'
import { CLUSTER_DRILLS } from './drills.ts'
import { leadlineIn } from './release.testkit.ts'

const UID = '0b0b0b0b-1111-4222-8333-444444444444'

let folder = ''
let site = ''
let fake: FakeCluster
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'leadline-drill-'))
  site = path.join(folder, 'site.yaml')
  writeFileSync(site, withClusterUid(readFileSync('k8s/site.example.yaml', 'utf8'), UID))
  fake = await startFakeCluster()
  await nameCluster(UID)
  for (const [key, object] of leadlineIn()) fake.objects.set(key, object)
})
afterEach(() => {
  fake.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Makes the fake another cluster. */
async function nameCluster(uid: string): Promise<void> {
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'kube-system', uid } }
  await applyObject(fake.cluster, namespace, 'kubernetes')
}

const run = (...argv: readonly string[]) => runQuietly(main, [...argv, '--cluster', '--site', site], { env: fake.env })
const ofDrills = () => [...fake.objects.keys()].filter(key => key.includes('/drill-'))

test.each<[string, denied: string, says: string]>([
  ['oom', 'create batch/jobs leadline', 'create jobs.batch in leadline'],
  ['route-lost', 'patch networking.k8s.io/ingresses leadline', 'patch ingresses.networking.k8s.io in leadline'],
  ['network-cut', 'create /pods/eviction leadline', 'create pods/eviction in leadline'],
  ['node-drain', 'patch /nodes ', 'patch nodes'],
  ['crash-loop', 'get /pods/portforward leadline-monitoring', 'get pods/portforward in leadline-monitoring'],
])('%s without a right says which, is skipped, and changes nothing', async (name, denied, says) => {
  fake.denied.add(denied)
  const { code, out } = await run(name)
  expect(code).toBe(3)
  expect(out).toBe(`context fake, server ${fake.cluster.server}\n${name}: skipped: no right to ${says}\n`)
  expect(ofDrills()).toEqual([])
})

test('of all drills each is skipped for itself', async () => {
  fake.denied.add('create batch/jobs leadline')
  const { code, out } = await run('all')
  expect(code).toBe(3)
  for (const name of Object.keys(CLUSTER_DRILLS)) {
    expect(out).toContain(`${name}: skipped: no right to create jobs.batch in leadline\n`)
  }
  expect(out).toMatch(/\n0 of 0 promises were kept, 6 skipped\n$/)
})

test('a drill without anything to break says what there is not', async () => {
  fake.objects.delete('/api/v1/nodes/worker')
  expect(await run('node-drain')).toMatchObject({
    code: 3,
    out: expect.stringContaining('node-drain: skipped: No node can be drained: two must be ready and take pods\n'),
  })
})

test('a context that the kubeconfig lacks is named, and nothing is broken', async () => {
  const argv = ['oom', '--cluster=elsewhere', '--site', site]
  const { code, err } = await runQuietly(main, argv, { env: fake.env })
  expect([code, err.includes('elsewhere')]).toEqual([1, true])
  expect(ofDrills()).toEqual([])
})

test('in another cluster nothing is broken', async () => {
  await nameCluster('ffffffff-1111-4222-8333-444444444444')
  const { code, err } = await run('route-lost')
  expect(code).toBe(1)
  expect(err).toContain(`This is another cluster: ${site} names ${UID}`)
  expect(ofDrills()).toEqual([])
})

test.each([
  [['ingress-down', '--cluster'], 'ingress-down is a drill of the local stack; a cluster has oom, crash-loop'],
  [['oom'], 'oom is a drill of a cluster: `npm run drill -- oom --cluster`'],
  [['oom', '--site', 'a.yaml'], '--site needs --cluster'],
])('%j is wrong usage', async (argv, says) => {
  const { code, err } = await runQuietly(main, argv, { env: fake.env })
  expect(code).toBe(2)
  expect(err).toContain(says)
})
