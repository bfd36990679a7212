import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { milliseconds, seconds } from '../../lib/duration.ts'
import { recordedLog } from './log-lines.testkit.ts'
import { createMetrics } from './metrics.ts'
import { createProber, type Prober } from './prober.ts'
import { ledgerOf, sumOf } from './prober-process.testkit.ts'
import { serveHttp, type TestServer } from './probes/fault-servers.testkit.ts'
import { exampleProbe, exampleRoute } from './probes/probe.testkit.ts'

let server: TestServer
beforeEach(async () => {
  server = await serveHttp((request, response) => void (request.url === '/hang' || response.end()))
})
afterEach(() => server.close())

/** A prober with one probe, or without any definition. */
function startProber(target?: string) {
  const metrics = createMetrics({ vantage: 'local', version: 'dev' })
  const nowWall = Date.now
  const prober: Prober = createProber({ metrics, nowWall, log: recordedLog().log, maintenanceReason: () => undefined })
  if (target !== undefined) {
    const schedule = { interval: milliseconds(500), cron: undefined, jitter: milliseconds(0) }
    const routes = [exampleRoute(server.port, { target })]
    const probes = [exampleProbe({ name: 'home', schedule, timeout: seconds(60), routes })]
    prober.define({ probes, evidence: [], maintenance: [], maxInFlight: 1000, files: [], secrets: [] })
  }
  const exposed = () => text(metrics.expose())
  return { prober, exposed, sum: async (pattern: RegExp) => sumOf(await exposed(), pattern) }
}

test('a prober is ready once a slot has ended on every path, and not before it is given definitions', async () => {
  const undefinedYet = startProber()
  expect(undefinedYet.prober.isReady).toBe(false)
  await undefinedYet.prober.stop(milliseconds(0))
  const { prober, sum } = startProber('/')
  expect(prober.isReady).toBe(false)
  await expect.poll(() => prober.isReady).toBe(true)
  // On a machine that is too busy to measure, the first sample is invalid.
  expect(await sum(/^(synthetic_probes_total|prober_samples_invalid_total)\{/)).toBeGreaterThan(0)
  await prober.stop(milliseconds(0))
})

test('probes that still run when the grace is over count as skipped, so that every slot is accounted for', async () => {
  const { prober, exposed, sum } = startProber('/hang')
  await expect.poll(() => sum(/^prober_inflight_probes/)).toBeGreaterThan(0)
  expect(await sum(/^prober_slots_skipped_total/)).toBe(0)
  await prober.stop(milliseconds(0))
  const { slots, accounted } = ledgerOf(await exposed())
  expect(accounted).toBe(slots)
  expect(await sum(/^prober_inflight_probes/)).toBe(0)
  expect(await sum(/^prober_slots_skipped_total.*reason="shutdown"/)).toBe(slots)
})
