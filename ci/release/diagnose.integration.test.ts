import { afterAll, beforeAll, expect, test } from 'vitest'
import { applyObject } from '../../adapters/kubernetes/objects.ts'
import { runQuietly } from '../../lib/command/command.testkit.ts'
import { exampleRelease } from './deploy/scenario.testkit.ts'
import { type ScriptedApi, scriptedApi } from './deploy/scripted-api.testkit.ts'
import { type ServedApi, serveApi } from './deploy/served-api.testkit.ts'
import { main } from './diagnose.ts'

let api: ScriptedApi
let served: ServedApi
let now = 1000
beforeAll(async () => {
  api = scriptedApi({ now: () => now })
  served = await serveApi(api)
})
afterAll(() => served.close())

async function release(image: Parameters<typeof exampleRelease>[0], version: string): Promise<void> {
  for (const object of exampleRelease(image, version).objects) await applyObject(api.cluster, object, 'test')
  now += 60
}

const diagnose = (...words: readonly string[]) => runQuietly(main, words, { env: served.env })

test('of a pod whose log says that it could not reach another, what the network policies let it reach is said', async () => {
  const metadata = { name: 'app', namespace: 'leadline' }
  const spec = {
    podSelector: { matchLabels: { 'app.kubernetes.io/name': 'app' } },
    policyTypes: ['Egress'],
    egress: [{ to: [{ podSelector: { matchLabels: { app: 'database' } } }], ports: [{ port: 5432 }] }],
  }
  api.put({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec })
  await release('cannot-reach', 'v1')
  const { code, out } = await diagnose()
  expect(code).toBe(1)
  expect(out).toContain(`  Its log says that it could not reach another. By the network policies it
      may reach app=database in leadline on 5432/TCP (policy app); nothing else
      may be asked by everything: no policy says otherwise
`)
  expect(JSON.parse((await diagnose('--json')).out)).toMatchObject({
    deployments: [
      { name: 'app', isThere: true, network: [expect.stringMatching(/^may reach app=database/), expect.any(String)] },
    ],
  })
})

test('of one that fails by itself nothing is said of the network, and a good one is good', async () => {
  await release('crash-with-stack', 'v2')
  const crashed = await diagnose('app')
  expect(crashed).toMatchObject({ code: 1, out: expect.stringContaining('no such table: visits') })
  expect(crashed.out).not.toContain('network policies')
  await release('good', 'v3')
  now += 60
  expect(await diagnose('app')).toMatchObject({ code: 0 })
  expect(await diagnose('absent')).toMatchObject({ code: 3 })
})
