import { once } from 'node:events'
import path from 'node:path'
import { getEnvironmentData, setEnvironmentData, Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { STEADY_EPOCH, steadyNow } from '../../../adapters/steady-clock.ts'
import { hours, minutes } from '../../../lib/duration.ts'
import { serveHttp } from './fault-servers.testkit.ts'
import { exampleProbe, exampleRoute } from './probe.testkit.ts'

/** Runs a probe by itself, its slot due a minute ago, in a thread whose steady clock is behind the wall clock. */
const PROGRAM = `
  const { parentPort, workerData } = require('node:worker_threads')
  const { root, probe, route, ago } = workerData
  Promise.all([import(root + '/adapters/steady-clock.ts'), import(root + '/services/prober/probes/run-probe.ts')]).then(
    async ([{ steadyNow }, { runProbe }]) => {
      const slotSteady = steadyNow() - ago
      const run = { probe, route, role: 'slot', slotSteady, slotNumber: 0, timeout: probe.timeout }
      parentPort.postMessage({ now: steadyNow(), sample: await runProbe(run) })
    },
  )
`

test('a sample has its slot by the wall clock, also where that was set after the prober had started', async () => {
  const server = await serveHttp((_request, response) => response.end())
  const [probe, route] = [exampleProbe(), exampleRoute(server.port)]
  const root = path.resolve(import.meta.dirname, '../../..')
  const epoch = getEnvironmentData(STEADY_EPOCH) as number
  setEnvironmentData(STEADY_EPOCH, epoch - hours(1))
  const worker = new Worker(PROGRAM, { eval: true, workerData: { root, probe, route, ago: minutes(1) } })
  setEnvironmentData(STEADY_EPOCH, epoch)
  const [{ now, sample }] = await once(worker, 'message')
  await worker.terminate()
  await server.close()
  expect(steadyNow() - now).toBeGreaterThan(minutes(59))
  expect(sample.outcome.isGood).toBe(true)
  expect(sample.startDelaySeconds).toBeGreaterThanOrEqual(60)
  const agoSeconds = (Date.now() - sample.slotWall) / 1000
  expect(agoSeconds).toBeGreaterThan(59)
  expect(agoSeconds).toBeLessThan(600)
})
