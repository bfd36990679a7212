import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import type { FailureLog } from './core/explain/failure-log.ts'
import { createInternalServer, type InternalDeps } from './internal-server.ts'
import { recordedLog } from './log-lines.testkit.ts'
import { createMaintenanceStore } from './maintenance-store.ts'
import { createMetrics } from './metrics.ts'

const NOW_WALL = Date.parse('2026-02-05T12:00:00Z')

let server: Server | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

interface Situation {
  readonly isReady?: boolean
  readonly isKept?: boolean
  readonly failures?: FailureLog
  readonly faultsSince?: InternalDeps['prober']['faultsSince']
  readonly metrics?: InternalDeps['metrics']
  readonly rejected?: ReturnType<InternalDeps['rejected']>
}

/** Starts the server; `ask` gives the status and the document or text of its answer. */
async function serve({
  isReady = true,
  isKept = true,
  failures = {},
  faultsSince = () => [],
  metrics,
  rejected,
}: Situation = {}) {
  const { log, lines } = recordedLog()
  const localisation = { domain: 'none', evidence: ['Every path is good.'] } as const
  server = createInternalServer({
    metrics: metrics ?? createMetrics({ vantage: 'local', version: 'dev' }),
    prober: { isReady, failures, faultsSince, localisation, define: () => undefined, stop: async () => undefined },
    maintenance: createMaintenanceStore({ entries: [], keep: async () => isKept }),
    probes: () => ['home', 'shop'],
    rejected: () => rejected,
    nowWall: () => NOW_WALL,
    log,
    door: { password: undefined, names: undefined },
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const ask = async (method: string, path: string, body?: unknown): Promise<readonly [number, unknown]> => {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) }
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, headers, ...sent })
    const text = await response.text()
    return [response.status, response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text]
  }
  return { ask, lines }
}

test('the probes of the kubelet get an answer: it is alive, and ready once the first slots have ended', async () => {
  const { ask } = await serve()
  expect(await ask('GET', '/healthz')).toEqual([200, 'ok\n'])
  expect(await ask('GET', '/readyz')).toEqual([200, 'ready\n'])
  const early = await serve({ isReady: false })
  expect(await early.ask('GET', '/healthz')).toEqual([200, 'ok\n'])
  expect(await early.ask('GET', '/readyz')).toEqual([503, 'the first slots have not ended yet\n'])
})

test('Prometheus gets the exposition', async () => {
  const { ask } = await serve()
  expect(await ask('GET', '/metrics')).toEqual([200, expect.stringContaining('prober_build_info{version="dev"')])
})

test('an exposition that cannot be made is an error to the scraper, and is logged', async () => {
  const metrics = createMetrics({ vantage: 'local', version: 'dev' })
  const broken = () => {
    throw new Error('out of cells')
  }
  const { ask, lines } = await serve({ metrics: { ...metrics, expose: broken } })
  expect(await ask('GET', '/metrics')).toEqual([500, { error: 'out of cells' }])
  expect(lines).toEqual([{ level: 'error', msg: 'internal request failed', path: '/metrics', error: 'out of cells' }])
})

test('failures are given whole, or since a moment', async () => {
  const at = (time: string) => ({ time }) as FailureLog[string][number]
  const [older, newer] = [at('2026-02-05T11:00:00.000Z'), at('2026-02-05T11:30:00.000Z')]
  const { ask } = await serve({ failures: { home: [newer, older], shop: [older] } })
  expect(await ask('GET', '/failures')).toEqual([200, { home: [newer, older], shop: [older] }])
  expect(await ask('GET', '/failures?since=2026-02-05T11:15:00Z')).toEqual([200, { home: [newer] }])
  expect(await ask('GET', '/failures?since=yesterday')).toEqual([
    400,
    { error: '"yesterday" is no time such as 2026-02-05T12:00:00Z' },
  ])
})

test('the fault domain comes with its evidence', async () => {
  const { ask } = await serve()
  expect(await ask('GET', '/fault-domain')).toEqual([200, { domain: 'none', evidence: ['Every path is good.'] }])
})

test('faults are given whole, or those that had not ended at a moment', async () => {
  const asked: number[] = []
  const fault = {
    probe: 'home',
    domain: 'edge',
    evidence: [],
    from: '2026-02-05T11:00:00.000Z',
    failures: {},
    lastFailures: {},
  } as const
  const { ask } = await serve({
    faultsSince(wall) {
      asked.push(wall)
      return [fault]
    },
  })
  expect(await ask('GET', '/faults')).toEqual([200, { faults: [fault] }])
  expect(await ask('GET', '/faults?since=2026-02-05T11:15:00Z')).toEqual([200, { faults: [fault] }])
  expect(await ask('GET', '/faults?since=yesterday')).toEqual([400, { error: expect.any(String) }])
  expect(asked).toEqual([0, Date.parse('2026-02-05T11:15:00Z')])
})

const SHOWN = { from: '2026-02-05T12:00:00.000Z', until: '2026-02-05T12:30:00.000Z', probes: ['home'], reason: 'disks' }

test('a maintenance is started, shown and ended, and each is logged once', async () => {
  const { ask, lines } = await serve()
  const now = '2026-02-05T12:00:00.000Z'
  const none = [200, { maintenance: [], now, survivesRestart: expect.any(Boolean) }]
  const one = [200, { maintenance: [SHOWN], now, survivesRestart: true }]
  expect(await ask('GET', '/maintenance')).toEqual(none)
  expect(await ask('POST', '/maintenance', { duration: '30m', probes: ['home'], reason: 'disks' })).toEqual(one)
  expect(await ask('GET', '/maintenance')).toEqual(one)
  expect(await ask('DELETE', '/maintenance')).toEqual(none)
  expect(await ask('DELETE', '/maintenance')).toEqual(none)
  expect(lines).toEqual([
    { level: 'warn', msg: 'maintenance started', duration: '30m', probes: ['home'], reason: 'disks', isKept: true },
    { level: 'warn', msg: 'maintenance ended', ended: 1 },
  ])
})

test('a maintenance that will not survive a restart says so', async () => {
  const { ask, lines } = await serve({ isKept: false })
  expect(await ask('POST', '/maintenance', { duration: '30m', reason: 'disks' })).toMatchObject([
    200,
    { survivesRestart: false },
  ])
  expect(lines).toMatchObject([{ isKept: false }])
})

test('a request that is wrong starts nothing, and says what is', async () => {
  const { ask, lines } = await serve()
  expect(await ask('POST', '/maintenance', { duration: '30m', probes: ['hoem'], reason: 'disks' })).toEqual([
    400,
    { error: 'There is no probe "hoem"; there are home, shop' },
  ])
  expect(await ask('POST', '/maintenance', { reason: 'x'.repeat(4096) })).toMatchObject([413, {}])
  expect(lines).toEqual([])
})

test('more maintenances than anybody needs are refused', async () => {
  const { ask } = await serve()
  const start = () => ask('POST', '/maintenance', { duration: '30m', reason: 'a script that went wrong' })
  for (let index = 0; index < 100; index++) await start()
  expect(await start()).toEqual([409, { error: 'There are too many maintenances already: end them first' }])
})

test('the definitions that are in force are named, and those that were refused, with what is wrong with them', async () => {
  expect(await (await serve()).ask('GET', '/definitions')).toEqual([200, { probes: ['home', 'shop'] }])
  server?.close()
  const rejected = { since: '2026-02-05T12:00:00.000Z', problems: ['probes.yaml:3:5: error: Unknown key'] }
  expect(await (await serve({ rejected })).ask('GET', '/definitions')).toEqual([
    200,
    { probes: ['home', 'shop'], rejected },
  ])
})
