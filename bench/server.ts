import { type ChildProcess, spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { freePort } from '../adapters/processes/ports.ts'
import { runPromtool } from '../adapters/prometheus/promtool.ts'

/** Compaction would be measured along with the rules. */
const NO_COMPACTION = ['--storage.tsdb.min-block-duration=2h', '--storage.tsdb.max-block-duration=2h']

/** What a query gave, and what it cost Prometheus. */
export interface Answer {
  readonly value: string | undefined
  readonly milliseconds: number
  readonly samples: number
}

/** Evaluates a query at a moment (seconds since 1970). Throws when Prometheus refuses it. */
export async function ask(url: string, query: string, time: number): Promise<Answer> {
  const body = new URLSearchParams({ query, time: String(time), stats: 'all' })
  const response = await fetch(`${url}/api/v1/query`, { method: 'POST', body })
  const answer = (await response.json()) as {
    readonly error?: string
    readonly data: {
      readonly result: readonly { readonly value: readonly [number, string] }[]
      readonly stats: {
        readonly timings: { readonly evalTotalTime: number }
        readonly samples: { readonly totalQueryableSamples: number }
      }
    }
  }
  if (answer.error !== undefined) throw new Error(`${query}: ${answer.error}`)
  const { timings, samples } = answer.data.stats
  return {
    value: answer.data.result[0]?.value[1],
    milliseconds: timings.evalTotalTime * 1000,
    samples: samples.totalQueryableSamples,
  }
}

/** Runs a real Prometheus over `folder`/data on a free port while it is used. */
export async function withPrometheus(folder: string, use: (url: string) => Promise<void>): Promise<void> {
  const port = await freePort()
  const config = path.join(folder, 'prometheus.yml')
  await writeFile(config, 'global: {}\n')
  const args = [
    `--config.file=${config}`,
    `--storage.tsdb.path=${dataOf(folder)}`,
    '--storage.tsdb.retention.time=90d',
    ...NO_COMPACTION,
  ]
  const child = spawn('prometheus', [...args, `--web.listen-address=127.0.0.1:${port}`, '--log.level=error'], {
    stdio: 'ignore',
  })
  try {
    const url = `http://127.0.0.1:${port}`
    await ready(url, child)
    await use(url)
  } finally {
    const gone = new Promise(resolve => child.once('exit', resolve))
    child.kill('SIGTERM')
    await gone
  }
}

async function ready(url: string, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    const isReady = await fetch(`${url}/-/ready`).then(
      response => response.ok,
      () => false,
    )
    if (isReady) return
    await new Promise(resolve => setTimeout(resolve, 200))
  }
  throw new Error(`prometheus ended with exit code ${child.exitCode}`)
}

/** Runs promtool. Throws when it is missing or fails. */
export async function promtool(...args: readonly string[]): Promise<void> {
  const { isGood, output } = await runPromtool(args)
  if (!isGood) throw new Error(output)
}

/** Where the blocks of a folder's Prometheus lie. */
export function dataOf(folder: string): string {
  return path.join(folder, 'data')
}
