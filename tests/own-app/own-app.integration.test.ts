import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { freePort } from '../../adapters/processes/ports.ts'
import { main as probe } from '../../ci/probe.ts'
import { renderProject } from '../../ci/render/project.ts'
import { exampleSite } from '../../k8s/render/example.testkit.ts'
import { DEFAULT_RENDER_OPTIONS } from '../../k8s/render/values.ts'
import { runQuietly } from '../../lib/command/command.testkit.ts'
import { hasErrors } from '../../lib/diagnostic/diagnostic.ts'
import { at, listAt, textAt } from '../../lib/json/path.ts'
import { ask, SITE_HOST, startEdge, type TestEdge } from '../../services/edge/edge.testkit.ts'
import { shownFiles } from '../guide-commands.testkit.ts'

const GUIDE = readFileSync('docs/your-app.md', 'utf8')
const APP = 'tests/own-app/shop.js'

/** What the guide shows under a path. */
function shown(file: string): string {
  const found = shownFiles(GUIDE).find(({ path: named }) => named === file)
  if (found === undefined) throw new Error(`docs/your-app.md shows no ${file}`)
  return found.text
}

test('the app of the test uses nothing of ours', () => {
  const imports = [...readFileSync(APP, 'utf8').matchAll(/^import .* from '([^']+)'|import\(/gm)].map(
    ([, name]) => name,
  )
  expect(imports).toEqual(['node:http'])
})

test('a site with an own app as the guide shows it renders, and keeps every policy', async () => {
  const app = shown('k8s/site.yaml')
  const site = exampleSite(text => text.replace(/^app:\n {2}replicas: 2\n/m, app))
  expect(site.app.ownImage).toContain('shop')
  const { value: sets, diagnostics } = await renderProject(site, DEFAULT_RENDER_OPTIONS)
  expect(diagnostics.filter(one => hasErrors([one]))).toEqual([])
  const deployment = sets.release.find(
    ({ object }) => object.kind === 'Deployment' && object.metadata.name === 'app',
  )?.object
  const container = at(deployment, 'spec', 'template', 'spec', 'containers', 0)
  expect(container).toMatchObject({
    image: site.app.ownImage,
    livenessProbe: { httpGet: { path: '/live' } },
    readinessProbe: { httpGet: { path: '/ready' } },
    resources: { limits: { memory: '128Mi' } },
  })
  expect(at(container, 'command')).toBeUndefined()
  const variables = Object.fromEntries(listAt(container, 'env').map(one => [textAt(one, 'name'), textAt(one, 'value')]))
  expect(variables).toMatchObject({ HOST: '0.0.0.0', PORT: '9000' })
  const probes = sets.release.find(
    ({ object }) => object.kind === 'ConfigMap' && object.metadata.name === 'probes',
  )?.object
  expect(textAt(probes, 'data', 'probes.yaml')).toMatch(/^unsigned_app: true$/m)
})

const folder = mkdtempSync(path.join(tmpdir(), 'leadline-own-app-'))
let edge: { readonly signed: TestEdge; readonly unsigned: TestEdge }
let port = 0
beforeAll(async () => {
  port = await freePort()
  const nodes = [`127.0.0.1:${port}`]
  const [signed, unsigned] = await Promise.all([startEdge(nodes), startEdge(nodes, { isUnsigned: true })])
  edge = { signed, unsigned }
})
afterAll(async () => {
  await Promise.all([edge.signed.stop(), edge.unsigned.stop()])
  rmSync(folder, { recursive: true, force: true })
})

let app: ChildProcess | undefined
afterEach(async () => {
  if (app === undefined || app.exitCode !== null) return
  const ended = once(app, 'exit')
  app.kill('SIGKILL')
  await ended
})

async function startApp(env: Readonly<Record<string, string>>): Promise<ChildProcess> {
  app = spawn(process.execPath, [APP], { env: { HOST: '127.0.0.1', PORT: String(port), ...env }, stdio: 'ignore' })
  await expect.poll(() => get('/live').catch(() => 0)).toBe(200)
  return app
}

/** Asks the app itself. */
async function get(target: string): Promise<number> {
  const outgoing = request({ port, path: target, agent: false })
  outgoing.end()
  const [response] = await once(outgoing, 'response')
  response.resume()
  await once(response, 'end')
  return response.statusCode
}

/** Runs the probe of the guide by the prober’s own code, through the real Nginx and straight. */
async function probeNow(which: keyof typeof edge) {
  const { httpsPort, ca } = edge[which]
  const caFile = path.join(folder, 'ca.pem')
  const file = path.join(folder, 'probes.yaml')
  writeFileSync(caFile, ca)
  writeFileSync(file, `${shown('services/prober/probes.yaml')}${which === 'unsigned' ? 'unsigned_app: true\n' : ''}`)
  const env = {
    EDGE_URL: `https://127.0.0.1:${httpsPort}/`,
    EDGE_CA: caFile,
    SITE_HOST,
    INGRESS_URL: `http://127.0.0.1:${port}/`,
    APP_URL: `http://127.0.0.1:${port}/`,
  }
  const { code, out, err } = await runQuietly(probe, ['home', '--json', '--file', file], { env })
  expect(err).toBe('')
  return { code, samples: listAt(JSON.parse(out)) }
}

test.each([
  ['an app that signs', 'signed', { SIGNED: '1', RELEASE: 'shop-7' }],
  ['an app that does not', 'unsigned', {}],
] as const)('%s is good on every path, by the probe of the guide', async (_, which, env) => {
  await startApp(env)
  const { code } = await probeNow(which)
  expect(code).toBe(0)
})

test.each([
  ['an app that signs', 'signed', { SIGNED: '1' }],
  ['an app that does not', 'unsigned', {}],
] as const)('the 500 of %s is blamed on the app, and on no hop before it', async (_, which, env) => {
  await startApp({ ...env, BROKEN: '1' })
  const { code, samples } = await probeNow(which)
  expect(code).toBe(1)
  const answerers = samples.map(sample => [textAt(sample, 'path'), textAt(sample, 'answeredBy')])
  expect(answerers).toEqual([
    ['edge', 'app'],
    ['ingress', 'app'],
    ['app', 'app'],
  ])
})

test('the edge passes on what the app says of itself, and does not sign for an app that says nothing', async () => {
  await startApp({ SIGNED: '1', RELEASE: 'shop-7' })
  expect((await ask(edge.signed)).headers).toMatchObject({ 'x-served-by': 'app', 'x-release': 'shop-7' })
  app?.kill('SIGKILL')
  await once(app as ChildProcess, 'exit')
  expect((await ask(edge.unsigned)).headers).toMatchObject({ 'x-served-by': 'edge' })
  await startApp({})
  const { status, headers } = await ask(edge.unsigned)
  expect({ status, by: headers['x-served-by'] }).toEqual({ status: 200, by: undefined })
})

test('asked to end, it finishes what is under way, says that it is not ready, and ends by itself', async () => {
  const running = await startApp({})
  const slow = get('/?ms=700')
  await new Promise(resolve => setTimeout(resolve, 200))
  const ended = once(running, 'exit')
  running.kill('SIGTERM')
  expect(await slow).toBe(200)
  expect((await ended)[0]).toBe(0)
})
