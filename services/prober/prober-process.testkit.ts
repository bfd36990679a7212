import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { METRICS } from './contract/names.ts'

const ROOT = path.resolve(import.meta.dirname, '../..')

/** A prober that runs as its own process, as tests and benchmarks use it. */
export interface ProberProcess {
  readonly child: ChildProcess
  readonly url: string
  /** Its log, a document per line. */
  readonly lines: Record<string, unknown>[]
  /** The text of one of its pages. */
  get(page: string): Promise<string>
  /** The sum of the samples whose names and labels match. */
  metric(pattern: RegExp): Promise<number>
}

/** Starts `services/prober/main.ts` on a free port; resolves when it listens. */
export async function startProber(env: Readonly<Record<string, string>>): Promise<ProberProcess> {
  const child = spawn(process.execPath, ['services/prober/main.ts'], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const lines: Record<string, unknown>[] = []
  const first = Promise.withResolvers<Record<string, unknown>>()
  createInterface({ input: child.stdout }).on('line', line => {
    const document = JSON.parse(line)
    lines.push(document)
    if (document.msg === 'listening') first.resolve(document)
  })
  child.once('exit', code => first.reject(new Error(`The prober ended with ${code}`)))
  const url = `http://127.0.0.1:${(await first.promise).port}`
  const get = async (page: string): Promise<string> => (await fetch(`${url}${page}`)).text()
  return {
    child,
    url,
    lines,
    get,
    metric: async pattern => sumOf(await get('/metrics'), pattern),
  }
}

/** The sum of an exposition's samples whose names and labels match. */
export function sumOf(exposition: string, pattern: RegExp): number {
  const samples = exposition.split('\n').filter(line => !line.startsWith('#') && pattern.test(line))
  return samples.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0)
}

/** Slots that came due, and what became of them: the two are equal when none was lost. */
export async function ledger(prober: ProberProcess): Promise<{ readonly slots: number; readonly accounted: number }> {
  return ledgerOf(await prober.get('/metrics'))
}

/** The same of an exposition. */
export function ledgerOf(exposition: string): { readonly slots: number; readonly accounted: number } {
  const { probes, samplesInvalid, slotsSkipped, inflight } = METRICS
  return {
    slots: sumOf(exposition, new RegExp(`^${METRICS.slots}\\{`)),
    accounted: sumOf(exposition, new RegExp(`^(${[probes, samplesInvalid, slotsSkipped, inflight].join('|')})\\{`)),
  }
}

/** Asks it to end; gives its exit code. */
export async function stopProber({ child }: ProberProcess): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  const [code] = await exited
  return code
}
