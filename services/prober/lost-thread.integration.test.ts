import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLog } from '../../adapters/log.ts'
import { milliseconds } from '../../lib/duration.ts'
import type { Probe } from './definition/model.ts'
import { createMetrics } from './metrics.ts'
import { createProber } from './prober.ts'
import { ledgerOf, sumOf } from './prober-process.testkit.ts'
import { serveHttp, type TestServer } from './probes/fault-servers.testkit.ts'
import { exampleProbe, exampleRoute } from './probes/probe.testkit.ts'
import type { ThreadFault } from './thread/faulty-worker.testkit.ts'

const INTERVAL = milliseconds(200)
const STEADY = ['one', 'two', 'three', 'four']

let server: TestServer

/** Answers after a while, so that at any time something is in flight; `/break` fails. */
beforeAll(async () => {
  server = await serveHttp((request, response) => {
    if (request.url === '/break') response.writeHead(500)
    setTimeout(() => response.end(), 120)
  })
})
afterAll(() => server.close())

function probe(name: string, target = '/'): Probe {
  const schedule = { interval: INTERVAL, cron: undefined, jitter: milliseconds(0) }
  const routes = [exampleRoute(server.port, { target })]
  return exampleProbe({ name, schedule, timeout: milliseconds(INTERVAL - 20), routes })
}

/** A prober whose first thread has a fault, which it meets once the probe `break` is defined and fails. */
function startFaulty(fault: ThreadFault) {
  const lines: Record<string, unknown>[] = []
  const log = createLog({ write: text => void lines.push(JSON.parse(text)), now: () => new Date(), common: {} })
  const metrics = createMetrics({ vantage: 'local', version: 'dev' })
  let started = 0
  const startThread = (): Worker => {
    started += 1
    if (started > 1) return new Worker(new URL('./thread/worker.ts', import.meta.url))
    return new Worker(new URL('./thread/faulty-worker.testkit.ts', import.meta.url), {
      workerData: fault,
      resourceLimits: { maxOldGenerationSizeMb: 48 },
    })
  }
  const prober = createProber({ metrics, log, nowWall: Date.now, maintenanceReason: () => undefined, startThread })
  const define = (probes: readonly Probe[]) =>
    prober.define({ probes, evidence: [], maintenance: [], maxInFlight: 1000, files: [], secrets: [] })
  const metric = async (pattern: RegExp) => sumOf(await text(metrics.expose()), pattern)
  return { prober, define, metrics, metric, lines }
}

test.concurrent.each<[ThreadFault, cause: string, lostAtLeast: number]>([
  ['grows', 'ended', 4],
  ['leaves', 'ended', 4],
  ['hangs', 'hung', 25],
])(
  'a thread that %s in the midst of probes is reported as %s, and every slot is accounted for',
  async (fault, cause, lostAtLeast) => {
    const { prober, define, metrics, metric, lines } = startFaulty(fault)
    const steady = STEADY.map(name => probe(name))
    define(steady)
    while (!prober.isReady) await sleep(20)
    const before = await metric(/^prober_slots_total\{probe="one"/)
    const start = performance.now()

    define([...steady, probe('break', '/break')])
    while (!lines.some(({ msg }) => msg === 'probing thread lost')) await sleep(20)
    expect(prober.isReady).toBe(false)
    expect(prober.localisation.domain).toBe('prober')
    expect(await metric(new RegExp(`^prober_worker_restarts_total\\{cause="${cause}"\\}`))).toBe(1)
    expect(await metric(/^prober_worker_restarts_total/)).toBe(1)
    expect(await metric(/^prober_inflight_probes/)).toBe(0)
    expect(await metric(/^prober_slots_skipped_total.*reason="worker_lost"/)).toBeGreaterThan(0)

    while (!prober.isReady) await sleep(20)
    const { slots, accounted } = ledgerOf(await text(metrics.expose()))
    expect(accounted).toBe(slots)
    // The grid goes on: what came due while there was no thread is counted, and reported as lost.
    const due = (performance.now() - start) / INTERVAL
    expect(Math.abs((await metric(/^prober_slots_total\{probe="one"/)) - before - due)).toBeLessThanOrEqual(4)
    expect(await metric(/^prober_slots_skipped_total\{probe="one".*reason="worker_lost"/)).toBeGreaterThanOrEqual(
      lostAtLeast,
    )
    while (prober.localisation.domain === 'prober') await sleep(20)
    await prober.stop(milliseconds(500))
  },
)
