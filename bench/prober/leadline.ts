import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { METRICS } from '../../services/prober/core/names.ts'
import { PROBER_CORE, type Running, startOn } from './programs.ts'

/** What a prober that runs for the benchmark probes. */
export interface Load {
  readonly probes: number
  readonly interval: string
  readonly timeout: string
  readonly url: string
  readonly caFile?: string
  /** More than the file that ships needs, for very many probes. */
  readonly heapMib?: number
}

export interface Leadline extends Running {
  /** The sum of the samples of a metric. */
  total(metric: string): Promise<number>
  /** The samples of a histogram's buckets, by upper bound. */
  buckets(metric: string): Promise<ReadonlyMap<number, number>>
}

/** Node takes what memory it is given; this is what `npm start` gives the prober. */
const HEAP_MIB = 64

/** Starts the real prober, thread, metrics and all, as `npm start` does. */
export async function startLeadline(folder: string, load: Load): Promise<Leadline> {
  const file = path.join(folder, `probes-${load.probes}-${load.interval}.yaml`)
  await writeFile(file, definitions(load))
  const env = { ...process.env, PORT: '0', PROBES_FILE: file, NODE_COMPILE_CACHE: path.join(folder, 'compile-cache') }
  const running = await startOn(
    PROBER_CORE,
    process.execPath,
    [`--max-old-space-size=${load.heapMib ?? HEAP_MIB}`, '--max-semi-space-size=2', 'services/prober/main.ts'],
    env,
  )
  if (running.child.stdout === null) throw new Error('The prober was started without a pipe for its log')
  const lines = createInterface({ input: running.child.stdout })
  const port = await new Promise<number>(resolve =>
    lines.on('line', line => {
      const { msg, port: told } = JSON.parse(line)
      if (msg === 'listening') resolve(told)
    }),
  )
  const samples = async (metric: string): Promise<readonly string[]> =>
    (await (await fetch(`http://127.0.0.1:${port}/metrics`)).text())
      .split('\n')
      .filter(line => line.startsWith(`${metric}{`) || line.startsWith(`${metric} `))
  const value = (line: string) => Number(line.slice(line.lastIndexOf(' ') + 1))
  return {
    ...running,
    total: async metric => (await samples(metric)).reduce((sum, line) => sum + value(line), 0),
    buckets: async metric =>
      new Map(
        (await samples(`${metric}_bucket`)).map(line => {
          const bound = /le="([^"]+)"/.exec(line)?.[1] ?? ''
          return [bound === '+Inf' ? Number.POSITIVE_INFINITY : Number(bound), value(line)] as const
        }),
      ),
  }
}

function definitions({ probes, interval, timeout, url, caFile }: Load): string {
  const ca = caFile === undefined ? '' : `, ca: ${caFile}`
  const entries = Array.from(
    { length: probes },
    (_, index) => `  - name: probe-${index}
    interval: ${interval}
    timeout: ${timeout}
    paths: { app: { url: '${url}', host: app.test${ca} } }
`,
  )
  return `max_in_flight: 100000\nprobes:\n${entries.join('')}`
}

/** Valid and invalid samples so far: what the prober's processor time was spent on. */
export async function samplesOf(prober: Leadline): Promise<number> {
  return (await prober.total(METRICS.probes)) + (await prober.total(METRICS.samplesInvalid))
}
