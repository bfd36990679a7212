import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { sloFileOf } from './slo-files.ts'

const HELP = `Measures generating rules as a whole process: start, reading, checking, writing.

  node bench/slo.ts [--sizes 1,100,1000,10000] [--runs 3] [--compat]

Prints the best time and the highest memory of each size, and the exponent by which time grows from the last size but
one to the last: 1 is linear.
`

interface Run {
  readonly seconds: number
  readonly mebibytes: number
}

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '1,100,1000,10000' },
    runs: { type: 'string', default: '3' },
    compat: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) process.stdout.write(HELP)
else await main(values.sizes.split(',').map(Number), Number(values.runs), values.compat)

async function main(sizes: readonly number[], runs: number, isCompat: boolean): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-slo-'))
  try {
    process.stdout.write('   SLOs     time   memory   per SLO\n')
    const best: { size: number; seconds: number }[] = []
    for (const size of sizes) {
      const input = path.join(folder, `${size}.yaml`)
      await writeFile(input, sloFileOf(size))
      const measured: Run[] = []
      for (let run = 0; run < runs; run++) measured.push(await generate(input, path.join(folder, 'out.yaml'), isCompat))
      const seconds = Math.min(...measured.map(run => run.seconds))
      const mebibytes = Math.max(...measured.map(run => run.mebibytes))
      best.push({ size, seconds })
      const each = `${((seconds / size) * 1000).toFixed(2)} ms`
      process.stdout.write(
        `${String(size).padStart(7)} ${seconds.toFixed(2).padStart(6)} s ${mebibytes.toFixed(0).padStart(4)} MiB ${each.padStart(9)}\n`,
      )
    }
    const [before, last] = best.slice(-2)
    if (before === undefined || last === undefined || before === last) return
    const exponent = Math.log(last.seconds / before.seconds) / Math.log(last.size / before.size)
    process.stdout.write(`exponent from ${before.size} to ${last.size}: ${exponent.toFixed(2)}\n`)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** One run of the command, with the peak of its resident memory as the kernel counted it. */
async function generate(input: string, out: string, isCompat: boolean): Promise<Run> {
  const started = performance.now()
  const args = ['ci/slo.ts', 'generate', '--input', input, '--out', out, ...(isCompat ? ['--compat', 'sloth'] : [])]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  let peakKibibytes = 0
  const look = setInterval(async () => {
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '')
    peakKibibytes = Math.max(peakKibibytes, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0))
  }, 5)
  const code = await new Promise<number | null>(resolve => child.once('exit', resolve))
  clearInterval(look)
  if (code !== 0) throw new Error(`generate failed with exit code ${code}`)
  return { seconds: (performance.now() - started) / 1000, mebibytes: peakKibibytes / 1024 }
}
