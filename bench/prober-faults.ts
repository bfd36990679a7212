import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { minutes } from '../lib/duration.ts'
import { FAULT_CASES } from '../services/prober/faults/fault-cases.testkit.ts'
import { renderSoak, soakFaults } from './prober/fault-soak.ts'
import { startTarget } from './prober/programs.ts'

const HELP = `Runs the prober against every fault server at once, with a good target beside them, and prints what that did to it.

  node bench/prober-faults.ts                ten minutes
  node bench/prober-faults.ts --minutes 2    shorter

Needs two cores that have nothing else to do, taskset and nginx. The prober has the first core, the targets the second.
Wanted: less than 150 MiB, no restart, no sample of the good target lost, every bad target counted bad, less than 1,000
lines in the log.
`

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, help: { type: 'boolean', default: false } },
})
const print = (line: string): void => void process.stdout.write(`${line}\n`)

async function main(): Promise<void> {
  if (values.help) {
    print(HELP)
    return
  }
  const folder = await mkdtemp(path.join(tmpdir(), 'leadline-faults-'))
  const target = await startTarget(folder)
  const plan = { folder, duration: minutes(Number(values.minutes)), report: print }
  try {
    for (const line of renderSoak(await soakFaults(FAULT_CASES, target, plan))) print(line)
  } finally {
    await target.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

await main()
