import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runQuietly } from '../../../lib/command/command.testkit.ts'
import { main as deploy } from '../../deploy.ts'
import { main as rollback } from '../../rollback.ts'

const UID = '0b0b0b0b-1111-4222-8333-444444444444'
const EXAMPLE = readFileSync('k8s/site.example.yaml', 'utf8').replace(/^cluster:\n/m, `cluster:\n  uid: ${UID}\n`)
const DIGEST = `@sha256:${'b'.repeat(64)}`

/** What a fake API server has: its own name, an empty ledger, and no right to a lock, at which every run ends. */
function answerAt(url: string): readonly [status: number, body: object] {
  if (url.endsWith('/namespaces/kube-system')) return [200, { metadata: { name: 'kube-system', uid: UID } }]
  if (url.includes('/configmaps?')) return [200, { kind: 'ConfigMapList', items: [] }]
  return [403, { kind: 'Status', message: 'no rights' }]
}

const folder = mkdtempSync(path.join(tmpdir(), 'leadline-usage-'))
let server: Server
const env: Record<string, string> = {}
beforeAll(async () => {
  server = createServer(({ url = '' }, response) => {
    const [status, body] = answerAt(url)
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const cluster = { server: `http://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true }
  env.KUBECONFIG = path.join(folder, 'kubeconfig')
  const config = {
    clusters: [{ name: 'a', cluster }],
    users: [{ name: 'a', user: { token: 't' } }],
    contexts: [{ name: 'a', context: { cluster: 'a', user: 'a' } }],
    'current-context': 'a',
  }
  writeFileSync(env.KUBECONFIG, JSON.stringify(config))
})
afterAll(() => {
  server.close()
  rmSync(folder, { recursive: true })
})

function siteFile(text = EXAMPLE): string {
  const file = path.join(folder, 'site.yaml')
  writeFileSync(file, text)
  return file
}

test.each([
  ['a blank reason', ['--reason', ' \t ']],
  ['a reason that is a whole text', ['--reason', 'x'.repeat(301)]],
])('%s is none: nothing forbidden goes for it', async (_, argv) => {
  expect(await runQuietly(deploy, [...argv, '--site', siteFile()], { env })).toMatchObject({
    code: 2,
    err: expect.stringContaining('it must be a sentence of at most 300 characters'),
  })
})

test('an image from elsewhere is wrong usage, and no cluster is asked', async () => {
  const said = await runQuietly(deploy, ['--image', `ghcr.io/else/leadline${DIGEST}`, '--site', siteFile()], { env })
  expect(said).toMatchObject({ code: 2, out: '', err: expect.stringContaining('not an image of the site file') })
})

const UNPINNED = EXAMPLE.replace(/leadline@sha256:\w+/, 'leadline:1.0')

test('an image that is not pinned stops a release, and no way back', async () => {
  const argv = ['--site', siteFile(UNPINNED)]
  expect(await runQuietly(deploy, argv, { env })).toMatchObject({
    code: 1,
    out: '',
    err: expect.stringContaining('[unpinned-image]'),
  })
  const { code, out, err } = await runQuietly(rollback, argv, { env })
  expect(code).toBe(11)
  expect(err).toMatch(/\[image-pinned\][\s\S]*\nThese mistakes do not stop a way back\.\n$/)
  expect(out).toMatch(/\npreflight [\d.]+ s\nlock [\d.]+ s: .*no rights/)
})

test('probes that cannot be read stop a release, and a way back goes without them', async () => {
  const broken = { env: { ...env, EDGE_URL: 'https://[' } }
  const argv = ['--site', siteFile()]
  expect((await runQuietly(deploy, argv, broken)).code).toBe(1)
  const { code, out } = await runQuietly(rollback, argv, broken)
  expect(code).toBe(11)
  expect(out).toMatch(/\nNothing is asked of what comes back, for its probes or SLOs cannot be read.*\npreflight/)
})

test('a site file that cannot be read stops both, with its mistakes', async () => {
  const argv = ['--site', siteFile(EXAMPLE.replace('address: 192.0.2.10', 'address: here'))]
  for (const run of [deploy, rollback])
    expect(await runQuietly(run, argv, { env })).toMatchObject({
      code: 1,
      err: expect.stringContaining('[bad-address]'),
    })
})
