import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { readIfPresent } from '../../../adapters/files/files.ts'
import { testIo } from '../../../lib/command/command.testkit.ts'
import type { KubernetesObject } from '../../../lib/kubernetes/object.ts'
import { type ScriptedApi, scriptedApi } from '../deploy/scripted-api.testkit.ts'
import { kubeconfigOf, type ServedApi, serveApi } from '../deploy/served-api.testkit.ts'
import { readRelease } from './project-release.ts'

/** As npm starts them: the flags stand there. */
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'))
const UID = '0b0b0b0b-1111-4222-8333-444444444444'
const DIGEST = 'a'.repeat(64)

let folder = ''
let api: ScriptedApi
let served: ServedApi
let children: ChildProcess[] = []
const at = (name: string): string => path.join(folder, name)

function map(name: string, data: Readonly<Record<string, string>>): KubernetesObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'leadline' }, data }
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'leadline-deploy-'))
  // The image's name says what its pods do.
  const text = await readFile('k8s/site.example.yaml', 'utf8')
  const example = text.replace('ghcr.io/example/leadline', 'ghcr.io/example/never-ready')
  await writeFile(at('site.yaml'), example.replace('  traefik_chart', `  uid: ${UID}\n  traefik_chart`))
  api = scriptedApi({ now: () => performance.now() / 1000 })
  served = await serveApi(api)
  const metadata = { name: 'kube-system', uid: UID } as KubernetesObject['metadata']
  api.put({ apiVersion: 'v1', kind: 'Namespace', metadata })
})
afterEach(() => {
  for (const child of children) child.kill('SIGKILL')
  children = []
})
afterAll(async () => {
  served.close()
  await rm(folder, { recursive: true, force: true })
})

/** Starts a command as a person would, with nothing of this machine's environment but what it needs to run. */
function start(command: 'deploy' | 'rollback', args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const clean = { PATH: process.env.PATH ?? '', HOME: folder, USER: 'ada', GITHUB_STEP_SUMMARY: at('summary.md') }
  const [, ...script] = scripts[command].split(' ')
  const child = spawn(process.execPath, [...script, '--site', at('site.yaml'), ...args], {
    env: { ...clean, ...served.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.push(child)
  let said = ''
  child.stdout.on('data', data => (said += data))
  child.stderr.on('data', data => (said += data))
  const code = new Promise<number | null>(resolve => child.once('close', resolve))
  return { child, code, said: () => said }
}

test('mistakes of options are said all at once, and so are those of the environment', async () => {
  const options = start('deploy', ['--image', 'ghcr.io/me/web:latest', '--prune-limit', 'many', '--resaon', 'x'])
  expect(await options.code).toBe(2)
  expect(options.said()).toMatch(/a reference with its digest, NAME@sha256:…/)
  expect(options.said()).toMatch(/a whole number/)
  expect(options.said()).toMatch(/did you mean --reason/)
  const surroundings = start('deploy', [], {
    PROMETHEUS_URL: 'prometheus:9090',
    HEARTBEAT_URL: 'nothing',
    REGISTRY_HOST: 'ghcr.io',
    GRAFANA_URL: 'grafana.example.org',
  })
  expect(await surroundings.code).toBe(2)
  for (const part of [
    'PROMETHEUS_URL is',
    'HEARTBEAT_URL is',
    'REGISTRY_PASSWORD',
    'GRAFANA_URL takes',
    'GRAFANA_TOKEN',
  ])
    expect(surroundings.said()).toContain(part)
})

/** A server that is no API server, or one that does not answer at all. */
async function listen(answer: Parameters<typeof createServer>[1]): Promise<Server> {
  const server = createServer({}, answer ?? (() => undefined))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return server
}

test.each<[string, Parameters<typeof createServer>[1] | undefined, RegExp]>([
  ['nothing listens', undefined, /The API server http:\S+ does not answer: nothing listens there/],
  ['nothing is answered', () => undefined, /did not answer within 4 s/],
  [
    'a page is answered',
    (_, response) => response.end('<title>Login</title>'),
    /is no API server: 200 with the page “Login”/,
  ],
  [
    'the login is not accepted',
    (_, response) => response.writeHead(401, { 'content-type': 'application/json' }).end('{}'),
    /does not accept the login of the context fake/,
  ],
])('where %s, it is said before anything is rendered, and 11 is given', async (_, answer, says) => {
  const server = await listen(answer)
  const { port } = server.address() as AddressInfo
  const close = () => {
    server.closeAllConnections()
    return new Promise(resolve => server.close(resolve))
  }
  if (answer === undefined) await close()
  await writeFile(at('other-kubeconfig'), kubeconfigOf(`http://127.0.0.1:${port}`))
  const env = { KUBECONFIG: at('other-kubeconfig') }
  const { code, said } = start('deploy', ['--json', at('refused.json'), '--html', at('refused.html')], env)
  expect(await code).toBe(11)
  if (answer !== undefined) await close()
  expect(said()).toMatch(says)
  expect(said()).not.toContain('preflight')
  const document = JSON.parse(await readFile(at('refused.json'), 'utf8'))
  expect(document).toMatchObject({ end: 'refused-by-preflight', exit: 11, sentence: expect.stringMatching(says) })
  expect(await readFile(at('summary.md'), 'utf8')).toContain('## Refused before anything changed')
  expect(await readFile(at('refused.html'), 'utf8')).toContain('<h1>Refused before anything changed: a release</h1>')
})

test('a kubeconfig that is not there is said', async () => {
  const { code, said } = start('rollback', [], { KUBECONFIG: at('absent') })
  expect(await code).toBe(11)
  expect(said()).toContain('absent')
})

test('without its platform set the cluster is refused; a way back without a ledger has nothing to return to', async () => {
  const { code, said } = start('deploy', [])
  expect(await code).toBe(11)
  expect(said()).toContain('The cluster has no platform set')
  const back = start('rollback', [])
  expect(await back.code).toBe(11)
  expect(back.said()).toContain('none to return to')
})

/** The cluster has the platform set that the release was rendered for. */
async function putPlatform(): Promise<void> {
  const { sets } = await readRelease(
    at('site.yaml'),
    undefined,
    testIo(() => undefined, { env: {} }),
  )
  api.put(map('platform', { hash: sets.platformHash }))
}

/** The most that a process has had in memory so far; 0 where the system does not say. */
async function peakMebibytes(pid: number | undefined): Promise<number> {
  const status = (await readIfPresent(`/proc/${pid}/status`)) ?? ''
  return Number(/^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1024
}

// The first release has nothing beside which its canary could stand; the second one waits for its canary.
test.each([
  ['SIGINT', /^apply /m],
  ['SIGTERM', /^baseline /m],
] as const)(
  '%s ends a deploy with 130, which leaves its evidence and no lock, and never took 200 MiB',
  async (signal, isUnderWay) => {
    await putPlatform()
    const image = `ghcr.io/example/never-ready@sha256:${signal === 'SIGINT' ? DIGEST : 'b'.repeat(64)}`
    const { child, code, said } = start('deploy', [
      ...['--image', image, '--json', at('interrupted.json'), '--html', at('interrupted.html')],
    ])
    await expect.poll(said, { timeout: 60_000 }).toMatch(isUnderWay)
    expect(await peakMebibytes(child.pid)).toBeLessThan(200)
    child.kill(signal)
    expect(await code, said()).toBe(130)
    expect(JSON.parse(await readFile(at('interrupted.json'), 'utf8'))).toMatchObject({ end: 'interrupted', exit: 130 })
    expect(await readFile(at('interrupted.html'), 'utf8')).toMatch(/<svg class="plot"[\s\S]*preflight/)
    const lease = api.objects.get('/apis/coordination.k8s.io/v1/namespaces/leadline/leases/deploy')
    expect(lease).toMatchObject({ spec: { holderIdentity: '' } })
  },
)
