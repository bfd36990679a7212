import { readFileSync } from 'node:fs'
import { steadyNow } from '../../adapters/steady-clock.ts'
import { exampleProbe, exampleRoute } from '../../services/prober/probes/probe.testkit.ts'
import { runProbe } from '../../services/prober/probes/run-probe.ts'

/** Probes at full speed, with a number in flight, for some seconds; prints probes and processor seconds as JSON. */
const [port = '', caFile = '', inFlight = '', seconds = ''] = process.argv.slice(2)
const isSecure = caFile !== '-'
const route = exampleRoute(Number(port), isSecure ? { isSecure, ca: readFileSync(caFile, 'utf8') } : {})
const probe = exampleProbe()

let count = 0
async function probeUntil(endSteady: number): Promise<void> {
  while (steadyNow() < endSteady) {
    const { outcome } = await runProbe({
      probe,
      route,
      role: 'slot',
      slotSteady: steadyNow(),
      slotNumber: count,
      timeout: probe.timeout,
    })
    if (!outcome.isGood) throw new Error(outcome.failure.detail)
    count += 1
  }
}

async function all(durationSeconds: number): Promise<void> {
  const endSteady = steadyNow() + durationSeconds * 1000
  await Promise.all(Array.from({ length: Number(inFlight) }, () => probeUntil(endSteady)))
}

await all(2)
count = 0
const before = process.cpuUsage()
await all(Number(seconds))
const { user, system } = process.cpuUsage(before)
process.stdout.write(`${JSON.stringify({ count, cpuSeconds: (user + system) / 1e6 })}\n`)
