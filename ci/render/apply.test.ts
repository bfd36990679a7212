import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { applyObject } from '../../adapters/kubernetes/objects.ts'
import { testIo } from '../../lib/command/command.testkit.ts'
import { type FakeCluster, startFakeCluster } from '../e2e/fake-cluster.testkit.ts'
import { main } from './render.ts'

const UID = '0b0b0b0b-1111-4222-8333-444444444444'

let folder = ''
let site = ''
let fake: FakeCluster
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'leadline-apply-'))
  site = path.join(folder, 'site.yaml')
  writeFileSync(site, readFileSync('k8s/site.example.yaml', 'utf8'))
  fake = await startFakeCluster()
  await nameCluster(UID)
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

async function apply(set: string) {
  const said: Record<'out' | 'err', string[]> = { out: [], err: [] }
  const io = {
    ...testIo(text => said.out.push(text)),
    env: fake.env,
    stderr: (text: string) => void said.err.push(text),
  }
  const code = await main([set, '--apply', '--site', site], io)
  return { code, out: said.out.join(''), err: said.err.join('') }
}

test('the first platform says where it goes, and writes the name of the cluster into the site file', async () => {
  const { code, out } = await apply('platform')
  expect(code).toBe(0)
  expect(out.split('\n')[0]).toBe(`context fake, server ${fake.cluster.server}`)
  expect(readFileSync(site, 'utf8')).toContain(`\n  uid: ${UID}\n`)
  expect(out).toMatch(/^Namespace leadline: new$/m)
  expect(out).toMatch(
    /^Secret leadline-monitoring\/receivers: make it by hand\n {2}kubectl -n leadline-monitoring create /m,
  )
  const again = await apply('platform')
  expect(again.out).toMatch(/^Namespace leadline: as it was$/m)
  expect(again.out).not.toMatch(/: (new|changed)$/m)
})

test.each(['platform', 'release'])('in another cluster the %s set is refused, and nothing is changed', async set => {
  await apply('platform')
  await nameCluster('ffffffff-1111-4222-8333-444444444444')
  const before = new Map(fake.objects)
  const { code, out, err } = await apply(set)
  expect({ code, out }).toEqual({ code: 1, out: `context fake, server ${fake.cluster.server}\n` })
  expect(err).toContain(`This is another cluster: ${site} names ${UID}`)
  expect(fake.objects).toEqual(before)
})

test('a release goes on the platform that it was made for, and on no other', async () => {
  expect((await apply('release')).err).toContain('does not name its cluster')
  await apply('platform')
  expect((await apply('release')).out).toMatch(/^Deployment leadline\/app: new$/m)
  writeFileSync(site, readFileSync(site, 'utf8').replace('replicas: 2', 'replicas: 3'))
  const { code, err } = await apply('release')
  expect({ code, err }).toEqual({
    code: 1,
    err: 'The platform set has changed: a person applies it with `npm run render -- platform --apply`. Nothing was changed.\n',
  })
})

test('that an SLO needs a bound that Traefik does not count by yet is said', async () => {
  await apply('platform')
  const [key, map] = [...fake.objects].find(([place]) => place.endsWith('/configmaps/platform')) ?? ['', {}]
  fake.objects.set(key, { ...map, data: { hash: 'older', buckets: '0.05,0.1,0.25,0.5,1,2.5,5' } })
  const { err } = await apply('release')
  expect(err).toContain('A latency SLO needs the bound 0.3 s, which Traefik does not count by yet')
})
