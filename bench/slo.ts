import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { renderTable } from '../lib/text/table.ts'
import { sloFileOf } from './slo-files.ts'

const HELP = `Measures generating rules as a whole process: start, reading, checking, writing.

  node bench/slo.ts [--sizes 1,1000,5000] [--runs 5] [--sloth PROGRAM]

Prints the best time of each size and flavour and the highest memory, and with --sloth, a program of sloth, the best time of
that in turns with ours, and the ratios. A first run of each, which fills Node's compile cache, is not counted.
`

interface Contender {
  readonly name: string
  readonly command: (input: string, out: string) => readonly [string, ...string[]]
}

interface Best {
  seconds: number
  mebibytes: number
}

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '1,1000,5000' },
    runs: { type: 'string', default: '5' },
    sloth: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) process.stdout.write(HELP)
else await main(values.sizes.split(',').map(Number), Number(values.runs), contendersOf(values.sloth))

function contendersOf(sloth: string | undefined): readonly Contender[] {
  const ours = (name: string, ...options: string[]): Contender => ({
    name,
    command: (input, out) => [
      process.execPath,
      'ci/run.js',
      'slo',
      'generate',
      '--input',
      input,
      '--out',
      out,
      ...options,
    ],
  })
  const theirs = (program: string): Contender => ({
    name: 'sloth',
    command: (input, out) => [program, 'generate', '--input', input, '--out', out],
  })
  return [...(sloth === undefined ? [] : [theirs(sloth)]), ours('own'), ours('--compat sloth', '--compat', 'sloth')]
}

async function main(sizes: readonly number[], runs: number, contenders: readonly Contender[]): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-slo-'))
  try {
    const rows = [['SLOs', 'flavour', 'time', 'memory', 'per SLO', 'of sloth’s time']]
    for (const size of sizes) {
      const input = path.join(folder, `${size}.yaml`)
      await writeFile(input, sloFileOf(size))
      const best = await bestOf(contenders, runs, contender => contender.command(input, path.join(folder, 'out.yaml')))
      const sloth = best.get('sloth')?.seconds
      for (const [name, { seconds, mebibytes }] of best) {
        const [time, each] = [`${seconds.toFixed(3)} s`, `${((seconds / size) * 1000).toFixed(2)} ms`]
        const ratio = sloth === undefined ? '' : (seconds / sloth).toFixed(2)
        rows.push([String(size), name, time, `${mebibytes.toFixed(0)} MiB`, each, ratio])
      }
    }
    process.stdout.write(renderTable(rows))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The best of some runs of each, in turns, so that what else the machine does slows all alike. */
async function bestOf(
  contenders: readonly Contender[],
  runs: number,
  commandOf: (contender: Contender) => readonly [string, ...string[]],
): Promise<ReadonlyMap<string, Best>> {
  const best = new Map<string, Best>()
  for (const contender of contenders) await runOnce(commandOf(contender))
  for (let run = 0; run < runs; run++) {
    for (const contender of contenders) {
      const { seconds, mebibytes } = await runOnce(commandOf(contender))
      const before = best.get(contender.name)
      best.set(contender.name, {
        seconds: Math.min(seconds, before?.seconds ?? Number.POSITIVE_INFINITY),
        mebibytes: Math.max(mebibytes, before?.mebibytes ?? 0),
      })
    }
  }
  return best
}

/** One run of a command, with the peak of its resident memory as the kernel counted it. */
async function runOnce([program, ...args]: readonly [string, ...string[]]): Promise<Best> {
  const started = performance.now()
  const child = spawn(program, args, { stdio: 'ignore' })
  let peakKibibytes = 0
  const look = setInterval(async () => {
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '')
    peakKibibytes = Math.max(peakKibibytes, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0))
  }, 20)
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('exit', resolve)
    child.once('error', reject)
  })
  const seconds = (performance.now() - started) / 1000
  clearInterval(look)
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} failed with exit code ${code}`)
  return { seconds, mebibytes: peakKibibytes / 1024 }
}
