import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Hops, startHops } from './hops.testkit.ts'
import { ledger, type ProberProcess, startProber, stopProber } from './prober-process.testkit.ts'

/** The prober as it stands outside of the cluster, where another one counts. */

let hops: Hops
let prober: ProberProcess
beforeAll(async () => {
  hops = await startHops()
  prober = await startProber({
    ...hops.env,
    PROBES_FILE: 'services/prober/testdata/fast.yaml',
    ...{ VANTAGE: 'edge', BUDGET: 'excluded', PATHS: 'edge,ingress', SHOWS: 'metrics' },
  })
})
afterAll(async () => {
  await stopProber(prober)
  await hops.close()
})

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(50)
}

test('it measures what it can reach, and nothing of it spends budget', async () => {
  await until(async () => (await prober.metric(/^synthetic_probes_total\{.*budget="excluded"/)) > 10)
  await hops.stop('edge')
  const failed = /^synthetic_probe_failures_total\{.*path="edge".*budget="excluded"/
  await until(async () => (await prober.metric(failed)) > 5)
  expect(await prober.metric(/^synthetic_probe.*_total\{.*budget="counted"/)).toBe(0)
  expect(await prober.metric(/^synthetic_failure_score/)).toBe(0)
  expect(await prober.metric(/^synthetic_probe_duration_seconds_count/)).toBe(0)
  const exposition = await prober.get('/metrics')
  expect(exposition).not.toContain('path="app"')
  expect(exposition).toMatch(/^prober_build_info\{.*vantage="edge"/m)
  const { slots, accounted } = await ledger(prober)
  expect([slots > 0, accounted]).toEqual([true, slots])
})

test('nothing but figures can be had from it', async () => {
  expect(await prober.get('/failures')).toContain('GET /metrics, GET /healthz, GET /readyz')
  expect((await fetch(`${prober.url}/maintenance`, { method: 'DELETE' })).status).toBe(404)
})
