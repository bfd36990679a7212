import { readFileSync } from 'node:fs'
import { steadyNow } from '../../adapters/steady-clock.ts'
import { exampleProbe, exampleRoute } from '../../services/prober/probes/probe.testkit.ts'
import { runProbe } from '../../services/prober/probes/run-probe.ts'

/** Probes as fast as it goes, so many at once, for some seconds; tells probes and processor seconds as JSON. */
const [port = '', caFile = '', inFlight = '', seconds = ''] = process.argv.slice(2)
const isSecure = caFile !== '-'
const route = exampleRoute(Number(port), isSecure ? { isSecure, ca: readFileSync(caFile, 'utf8') } : {})
const probe = exampleProbe()

let count = 0
async function probeUntil(end: number): Promise<void> {
  while (steadyNow() < end) {
    const { outcome } = await runProbe({ probe, route, role: 'slot', slot: steadyNow(), number: count, timeout: 5000 })
    if (!outcome.isGood) throw new Error(outcome.failure.detail)
    count += 1
  }
}

async function all(durationSeconds: number): Promise<void> {
  const end = steadyNow() + durationSeconds * 1000
  await Promise.all(Array.from({ length: Number(inFlight) }, () => probeUntil(end)))
}

await all(2)
count = 0
const before = process.cpuUsage()
await all(Number(seconds))
const { user, system } = process.cpuUsage(before)
process.stdout.write(`${JSON.stringify({ count, cpuSeconds: (user + system) / 1e6 })}\n`)
