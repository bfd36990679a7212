import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { NODE_ENVIRONMENT, NODE_FLAGS } from '../../lib/node-flags.ts'
import { METRICS } from '../../services/prober/contract/names.ts'
import { PROBER_CORE, type Running, startOn } from './programs.ts'

/** The probes of a prober under test. */
export interface Load {
  readonly probes: number
  readonly interval: string
  readonly timeout: string
  readonly url: string
  readonly caFile?: string
}

export interface Leadline extends Running {
  /** Asks it to reload its definitions. */
  reload(): void
  /** The sum of the samples of a metric. */
  total(metric: string): Promise<number>
  /** The samples of a histogram's buckets, by upper bound. */
  buckets(metric: string): Promise<ReadonlyMap<number, number>>
}

const MAIN_FILE = 'services/prober/main.ts'

/** Starts the real prober, thread, metrics and all, as `npm start` does, with the probes that a load describes. */
export async function startLeadline(folder: string, load: Load): Promise<Leadline> {
  const file = path.join(folder, `probes-${load.probes}-${load.interval}.yaml`)
  await writeFile(file, definitions(load))
  return startDefined(folder, { PROBES_FILE: file })
}

/** Starts it with the definitions that the environment names. */
export async function startDefined(folder: string, own: Readonly<Record<string, string>>): Promise<Leadline> {
  const cache = { NODE_COMPILE_CACHE: path.join(folder, 'compile-cache') }
  const env = { ...process.env, ...NODE_ENVIRONMENT, ...cache, PORT: '0', ...own }
  // Started once before, as when an image is built: code that is not in the compile cache loads the TypeScript compiler.
  if (!existsSync(cache.NODE_COMPILE_CACHE)) {
    const once = await startOn(PROBER_CORE, process.execPath, [...NODE_FLAGS, MAIN_FILE], env)
    await sleep(3000)
    await once.stop()
  }
  const running = await startOn(PROBER_CORE, process.execPath, [...NODE_FLAGS, MAIN_FILE], env)
  if (running.child.stdout === null) throw new Error('The prober was started without a pipe for its log')
  const lines = createInterface({ input: running.child.stdout })
  const port = await new Promise<number>(resolve =>
    lines.on('line', line => {
      const { msg, port: listening } = JSON.parse(line)
      if (msg === 'listening') resolve(listening)
    }),
  )
  const samples = async (metric: string): Promise<readonly string[]> =>
    (await (await fetch(`http://127.0.0.1:${port}/metrics`)).text())
      .split('\n')
      .filter(line => line.startsWith(`${metric}{`) || line.startsWith(`${metric} `))
  const value = (line: string) => Number(line.slice(line.lastIndexOf(' ') + 1))
  return {
    ...running,
    reload: () => process.kill(running.pid, 'SIGHUP'),
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

/** Valid and invalid samples so far: the work that the prober's processor time went into. */
export async function samplesOf(prober: Leadline): Promise<number> {
  return (await prober.total(METRICS.probes)) + (await prober.total(METRICS.samplesInvalid))
}
