import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { startTarget } from './prober/programs.ts'
import { type BenchContext, bias, compare, cron, shipped, soak, thousand, whole } from './prober/sections.ts'

const HELP = `Measures the prober: against blackbox_exporter, with a thousand probes, with those that ship, and over a day's samples.

  node bench/prober.ts                     everything but the soak, about six minutes
  node bench/prober.ts --only thousand     one of compare, whole, bias, cron, thousand, shipped, soak
  node bench/prober.ts --soak 5            with a soak of 5 minutes

  --rounds N    runs of each prober in the comparison, 5 when absent
  --seconds N   length of a run, 6 when absent

Needs two cores, taskset, nginx and prometheus-blackbox-exporter (apt-get install --no-install-recommends …).
The prober under test has the first core for itself, everything else the second.
`

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '6' },
    soak: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})

async function main(): Promise<void> {
  const print = (line: string): void => void process.stdout.write(`${line}\n`)
  if (values.help) {
    print(HELP)
    return
  }
  const folder = await mkdtemp(path.join(tmpdir(), 'leadline-bench-'))
  const target = await startTarget(folder)
  const context: BenchContext = {
    folder,
    target,
    rounds: Number(values.rounds),
    seconds: Number(values.seconds),
    print,
  }
  const sections: Readonly<Record<string, () => Promise<void>>> = {
    compare: () => compare(context),
    whole: () => whole(context),
    bias: () => bias(context),
    cron: () => cron(context),
    thousand: () => thousand(context),
    shipped: () => shipped(context),
    soak: async () => (values.soak === undefined ? undefined : soak(context, Number(values.soak))),
  }
  try {
    print(`${cpus().length} cores, ${cpus()[0]?.model}, Node ${process.version}`)
    for (const [name, run] of Object.entries(sections))
      if (values.only === undefined || values.only === name) await run()
  } finally {
    await target.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

await main()
