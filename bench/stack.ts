import { execFile, spawn } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { StatusDocument } from '../services/stack/control/status-document.ts'

/**
 * How long the stack takes to be ready, and what it costs when nothing happens: `node bench/stack.ts [seconds]`.
 * Prometheus is listed apart, because its size is that of its data. The stack's default ports must be free.
 */

const ROOT = path.resolve(import.meta.dirname, '..')
/** What /proc counts CPU in: sysconf(_SC_CLK_TCK), 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100
const SECONDS = Number(process.argv[2] ?? 60)
const folder = await mkdtemp(path.join(tmpdir(), 'leadline-bench-'))
const write = (text: string): void => void process.stdout.write(`${text}\n`)

const began = performance.now()
const stack = spawn(process.execPath, ['services/stack/main.ts', '--folder', folder], {
  cwd: ROOT,
  stdio: 'ignore',
  env: { ...process.env, NODE_COMPILE_CACHE: path.join(folder, 'compile-cache', 'stack') },
})
try {
  while (!(await status())?.isReady) {
    if (stack.exitCode !== null) throw new Error(`The stack ended with ${stack.exitCode}: are its default ports free?`)
    await sleep(50)
  }
  write(`start to all parts ready: ${((performance.now() - began) / 1000).toFixed(1)} s`)
  // The first seconds belong to starting: code is loaded, caches fill.
  await sleep(15_000)
  const document = await status()
  if (document === undefined || stack.pid === undefined) throw new Error('The stack ended before it was measured')
  const roots = [
    { name: 'stack itself', pid: stack.pid },
    ...document.parts.flatMap(({ name, pid }) => (pid === null ? [] : [{ name, pid }])),
  ]
  const before = await measure(roots)
  await sleep(SECONDS * 1000)
  const after = await measure(roots)
  report(before, after)
} finally {
  stack.kill('SIGTERM')
  if (stack.exitCode === null) await new Promise(resolve => stack.once('exit', resolve))
  await rm(folder, { recursive: true, force: true })
}

async function status(): Promise<StatusDocument | undefined> {
  try {
    const args = ['ci/status.ts', '--json', '--folder', folder]
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT })
    return JSON.parse(stdout)
  } catch {
    // Exit code 3 while the stack is not there yet.
    return undefined
  }
}

interface Cost {
  readonly name: string
  readonly rssMib: number
  readonly pssMib: number
  readonly cpuSeconds: number
}

/** The cost of processes with everything they started, the other roots left out. */
async function measure(roots: readonly { readonly name: string; readonly pid: number }[]): Promise<readonly Cost[]> {
  const parents = await parentsOf()
  const isRoot = new Set(roots.map(({ pid }) => pid))
  const family = (pid: number): readonly number[] => [
    pid,
    ...[...parents]
      .filter(([child, parent]) => parent === pid && !isRoot.has(child))
      .flatMap(([child]) => family(child)),
  ]
  return Promise.all(
    roots.map(async ({ name, pid }) => {
      const costs = await Promise.all(family(pid).map(costOf))
      const sum = (key: keyof (typeof costs)[number]) => costs.reduce((total, cost) => total + cost[key], 0)
      return { name, rssMib: sum('rssMib'), pssMib: sum('pssMib'), cpuSeconds: sum('cpuSeconds') }
    }),
  )
}

async function parentsOf(): Promise<ReadonlyMap<number, number>> {
  const pids = (await readdir('/proc')).filter(name => /^\d+$/.test(name)).map(Number)
  const pairs = await Promise.all(pids.map(async pid => [pid, Number((await statFields(pid))[1] ?? 0)] as const))
  return new Map(pairs)
}

/** The fields of /proc/PID/stat after the command's name: state, parent, … (proc(5)); none when the process ended. */
async function statFields(pid: number): Promise<readonly string[]> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}

async function costOf(pid: number): Promise<Omit<Cost, 'name'>> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '')
  const mib = (key: string) => Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(rollup)?.[1] ?? 0) / 1024
  const fields = await statFields(pid)
  const cpuSeconds = (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / TICKS_PER_SECOND
  return { rssMib: mib('Rss'), pssMib: mib('Pss'), cpuSeconds }
}

function report(before: readonly Cost[], after: readonly Cost[]): void {
  const rows = after.map((cost, index) => ({
    ...cost,
    percent: ((cost.cpuSeconds - (before[index]?.cpuSeconds ?? 0)) / SECONDS) * 100,
  }))
  const line = (name: string, rss: number, pss: number, percent: number) =>
    write(
      `${name.padEnd(28)} ${rss.toFixed(0).padStart(6)} ${pss.toFixed(0).padStart(6)} ${percent.toFixed(1).padStart(8)}`,
    )
  write(`idle for ${SECONDS} s            RSS MiB PSS MiB % of a core`)
  for (const row of rows) line(row.name, row.rssMib, row.pssMib, row.percent)
  const counted = rows.filter(row => row.name !== 'prometheus')
  const sum = (key: 'rssMib' | 'pssMib' | 'percent') => counted.reduce((total, row) => total + row[key], 0)
  line('all without Prometheus', sum('rssMib'), sum('pssMib'), sum('percent'))
  const part = (used: number, limit: number) => `${((used / limit) * 100).toFixed(0)} %`
  // Five processes run the one Node, whose code is in memory once: RSS counts it five times, PSS shares it out.
  write(
    `memory (PSS) is ${part(sum('pssMib'), 350)} of 350 MiB, CPU is ${part(sum('percent'), 10)} of a tenth of a core`,
  )
}
