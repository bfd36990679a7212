import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { minutes } from '../lib/duration.ts'
import { HTTP1_CASES } from '../services/prober/faults/http1-cases.testkit.ts'
import { type FaultSoak, soakFaults } from './prober/fault-soak.ts'
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
  try {
    for (const line of render(await soakFaults(HTTP1_CASES, target, minutes(Number(values.minutes)), print)))
      print(line)
  } finally {
    await target.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

function render({ peakMib, restarts, neighbour, logLines, targets }: FaultSoak): readonly string[] {
  const bad = targets.filter(({ isBad }) => isBad)
  const counted = bad.filter(target => target.bad > 0 && target.good === 0)
  const wrong = targets.filter(target => target.isBad !== target.bad > 0 || (target.isBad && target.good > 0))
  const doubted = targets.filter(({ invalid }) => Object.keys(invalid).length > 0)
  const text = (entries: readonly string[]) => (entries.length === 0 ? 'none' : entries.join(', '))
  return [
    `memory at its peak: ${peakMib.toFixed(0)} MiB (wanted: less than 150)`,
    `restarts of the probing thread: ${restarts} (wanted: 0)`,
    `samples of the good target: ${neighbour.samples}, lost: ${text(neighbour.lost)} (wanted: none)`,
    `bad targets counted bad: ${counted.length} of ${bad.length} (wanted: all)`,
    `lines in the log: ${logLines} (wanted: less than 1,000)`,
    ...wrong.map(({ name, good, bad }) => `  counted wrongly: ${name}: ${good} good, ${bad} bad`),
    ...doubted.map(({ name, invalid }) => `  invalid now and then: ${name}: ${JSON.stringify(invalid)}`),
  ]
}

await main()
