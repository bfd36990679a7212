import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { milliseconds } from '../../lib/duration.ts'
import type { Definitions } from './definition/model.ts'
import { recordedLog } from './log-lines.testkit.ts'
import { createMetrics } from './metrics.ts'
import { createProber } from './prober.ts'
import { ledgerOf, sumOf } from './prober-process.testkit.ts'
import { serveHttp, serveHttps, type TestServer } from './probes/fault-servers.testkit.ts'
import { makeIdentities } from './probes/identities.testkit.ts'
import { exampleProbe, exampleRoute } from './probes/probe.testkit.ts'
import type { CallbackFault, FaultsByPort } from './thread/faulty-callbacks.testkit.ts'

const FAULTS: readonly CallbackFault[] = ['certificate', 'immediate', 'rejection', 'socket', 'tick', 'timer']

let servers: readonly TestServer[]
let ca: string

beforeAll(async () => {
  const identities = await makeIdentities()
  ca = identities.ca
  // One for each fault, and one for the probe that has none.
  servers = await Promise.all(
    [...FAULTS, 'none'].map(() =>
      serveHttps(identities.good, (_request, response) => setTimeout(() => response.end(), 30)),
    ),
  )
})
afterAll(() => Promise.all(servers.map(server => server.close())))

function definitions(): Definitions {
  const probes = [...FAULTS, 'none'].map((name, index) => {
    const schedule = { interval: milliseconds(200), cron: undefined, jitter: milliseconds(0) }
    const routes = [exampleRoute(servers[index]?.port ?? 0, { isSecure: true, ca })]
    return exampleProbe({ name, schedule, timeout: milliseconds(180), routes })
  })
  return { probes, evidence: [], maintenance: [], maxInFlight: 1000, files: [], secrets: [] }
}

test('an exception in any callback ends its own probe alone, which is set aside when that repeats; the thread lives', async () => {
  const { log, lines } = recordedLog()
  const metrics = createMetrics({ vantage: 'local', version: 'dev' })
  const faults: FaultsByPort = Object.fromEntries(FAULTS.map((fault, index) => [servers[index]?.port, fault]))
  const startThread = () =>
    new Worker(new URL('./thread/faulty-callbacks.testkit.ts', import.meta.url), { workerData: faults })
  const prober = createProber({ metrics, log, nowWall: Date.now, maintenanceReason: () => undefined, startThread })
  prober.define(definitions())
  const exposition = () => text(metrics.expose())
  const metric = async (pattern: RegExp) => sumOf(await exposition(), pattern)

  while ((await metric(/^prober_probe_set_aside/)) < FAULTS.length) await sleep(50)
  const before = await metric(/^synthetic_probes_total\{probe="none"/)
  while ((await metric(/^synthetic_probes_total\{probe="none"/)) < before + 5) await sleep(50)
  for (const fault of FAULTS) {
    const invalid = { msg: 'sample invalid', probe: fault, cause: 'self_error' }
    expect(lines).toContainEqual(
      expect.objectContaining({
        ...invalid,
        detail: expect.stringContaining('TypeError: The prober goes wrong on purpose'),
        stack: expect.stringContaining('faulty-callbacks.testkit'),
      }),
    )
    expect(lines).toContainEqual(expect.objectContaining({ msg: 'probe set aside', probe: fault }))
    expect(prober.failures[fault]?.[0]?.setAside).toMatch(/^set aside until \S+Z, because .*TypeError/)
  }
  const after = await exposition()
  expect(sumOf(after, /^synthetic_probes_total\{probe="(?!none)/)).toBe(0)
  expect(sumOf(after, /^prober_samples_invalid_total\{probe="none".*self_error/)).toBe(0)
  expect(sumOf(after, /^prober_slots_skipped_total.*reason="set_aside"/)).toBeGreaterThan(0)
  expect(sumOf(after, /^prober_worker_restarts_total/)).toBe(0)
  const { slots, accounted } = ledgerOf(after)
  expect(accounted).toBe(slots)
  await prober.stop(milliseconds(500))
})

test('an exception that belongs to no probe is logged and counted, and the thread lives', async () => {
  const { log, lines } = recordedLog()
  const metrics = createMetrics({ vantage: 'local', version: 'dev' })
  const server = await serveHttp((request, response) => {
    if (request.url === '/break') response.writeHead(500)
    response.end()
  })
  const startThread = () =>
    new Worker(new URL('./thread/faulty-worker.testkit.ts', import.meta.url), { workerData: 'throws' })
  const prober = createProber({ metrics, log, nowWall: Date.now, maintenanceReason: () => undefined, startThread })
  const schedule = { interval: milliseconds(200), cron: undefined, jitter: milliseconds(0) }
  const routes = [exampleRoute(server.port, { target: '/break' })]
  const probes = [exampleProbe({ name: 'break', schedule, timeout: milliseconds(180), routes })]
  prober.define({ ...definitions(), probes })
  const metric = async (pattern: RegExp) => sumOf(await text(metrics.expose()), pattern)
  while ((await metric(/^prober_worker_exceptions_total/)) === 0) await sleep(20)
  expect(lines).toContainEqual(
    expect.objectContaining({
      msg: 'exception in the probing thread',
      error: 'The thread goes wrong on purpose',
      stack: expect.stringContaining('faulty-worker.testkit'),
    }),
  )
  const before = await metric(/^synthetic_probes_total/)
  while ((await metric(/^synthetic_probes_total/)) < before + 3) await sleep(20)
  expect(await metric(/^prober_worker_restarts_total/)).toBe(0)
  await prober.stop(milliseconds(500))
  await server.close()
})
