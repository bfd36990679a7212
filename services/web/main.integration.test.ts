import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { readProject } from '../../adapters/project.ts'
import { renderSloList } from './core/slo-list.ts'

const ROOT = path.resolve(import.meta.dirname, '../..')
const folder = mkdtempSync(path.join(tmpdir(), 'leadline-web-'))
const SLO_LIST = path.join(folder, 'slos.json')
beforeAll(async () => writeFileSync(SLO_LIST, renderSloList((await readProject()).value.slos)))
afterAll(() => rmSync(folder, { recursive: true }))

const children: ChildProcess[] = []
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

const ENV = {
  PORT: '0',
  INTERNAL_PORT: '0',
  RELEASE: 'v7',
  INSTANCE: 'web-1',
  // Nothing listens on port 1, so this Prometheus is down.
  PROMETHEUS_URL: 'http://127.0.0.1:1',
  SITE_URL: 'https://leadline.localhost/',
  SLO_LIST,
  FAULTS_ALLOWED: 'yes',
  DRAIN_DELAY: '300ms',
}

function spawnWeb(env: Readonly<Record<string, string>>): ChildProcess {
  const child = spawn(process.execPath, ['services/web/main.ts'], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, ...env },
  })
  children.push(child)
  return child
}

interface Listening {
  readonly child: ChildProcess
  readonly url: string
  readonly internalUrl: string
  readonly lines: Record<string, unknown>[]
}

async function startWeb(): Promise<Listening> {
  const child = spawnWeb(ENV)
  const lines: Record<string, unknown>[] = []
  const first = Promise.withResolvers<Record<string, unknown>>()
  if (child.stdout === null) throw new Error('The web app was started without a pipe for its log')
  createInterface({ input: child.stdout }).on('line', line => {
    lines.push(JSON.parse(line))
    first.resolve(JSON.parse(line))
  })
  child.once('exit', code => first.reject(new Error(`The web app ended with ${code}`)))
  const { port, internalPort } = await first.promise
  return { child, lines, url: `http://127.0.0.1:${port}`, internalUrl: `http://127.0.0.1:${internalPort}` }
}

test('with Prometheus down the page still answers 200, lists every SLO of slo/ and calls it blind', async () => {
  const { url } = await startWeb()
  const response = await fetch(url)
  expect(response.status).toBe(200)
  expect(response.headers.get('x-release')).toBe('v7')
  const text = await response.text()
  expect(text).toContain('<h1>Blind</h1>')
  for (const id of ['web-edge-availability', 'web-ingress-availability', 'web-edge-latency']) expect(text).toContain(id)
  expect(text).not.toContain('class="chip tone-good"')
})

test('a faulty app fails its pages until it is healed', async () => {
  const { url, internalUrl } = await startWeb()
  const set = (mode: string) =>
    fetch(`${internalUrl}/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ mode }),
    })
  expect((await set('errors')).status).toBe(200)
  expect((await fetch(url)).status).toBe(500)
  expect((await fetch(`${url}/healthz`)).status).toBe(200)
  await set('none')
  expect((await fetch(url)).status).toBe(200)
  expect(await (await fetch(`${internalUrl}/metrics`)).text()).toContain('{method="GET",route="/",code="500"} 1')
})

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s ends it with code 0 and fails no request, slow ones included',
  async signal => {
    const { child, url, internalUrl, lines } = await startWeb()
    await fetch(`${internalUrl}/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"mode":"slow","delay":"1s"}',
    })
    const slow = Array.from({ length: 5 }, () => fetch(url))
    // An answer to a later request shows that the earlier ones have arrived.
    await fetch(`${url}/healthz`)
    const exited = once(child, 'exit')
    child.kill(signal)
    expect((await Promise.all(slow)).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
    expect(await exited).toEqual([0, null])
    expect(lines.at(-1)).toMatchObject({ msg: 'stopped', inFlight: 'finished' })
  },
)

test('every mistake in the environment is reported, with exit code 1', async () => {
  const child = spawnWeb({ PORT: 'many', SLO_LIST: 'no/such.json' })
  let output = ''
  child.stderr?.setEncoding('utf8').on('data', text => {
    output += text
  })
  expect(await once(child, 'close')).toEqual([1, null])
  expect(output).toContain('Cannot use PORT "many"')
  expect(output).toContain('PROMETHEUS_URL is not set')
  expect(output).toContain('Cannot read SLO_LIST "no/such.json"')
  // What a cluster shows as the reason.
  expect(output.trimEnd().split('\n').at(-1)).toMatch(
    /^The web app cannot start: Cannot use PORT "many": .* \(the first of \d+ mistakes\)$/,
  )
})

test('a taken port is reported, with exit code 1', async () => {
  const { url } = await startWeb()
  const child = spawnWeb({ ...ENV, PORT: new URL(url).port })
  let output = ''
  child.stderr?.setEncoding('utf8').on('data', text => {
    output += text
  })
  expect(await once(child, 'close')).toEqual([1, null])
  expect(output).toContain('EADDRINUSE')
})
