import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Duration, milliseconds, minutes, seconds } from '../../lib/duration.ts'
import { NODE_ENVIRONMENT, NODE_FLAGS } from '../../lib/node-flags.ts'
import { METRICS } from '../../services/prober/contract/names.ts'
import type { Definitions, Probe } from '../../services/prober/definition/model.ts'
import type { FaultCase, FaultKit, FaultTarget } from '../../services/prober/faults/fault-case.testkit.ts'
import { sumOf } from '../../services/prober/prober-process.testkit.ts'
import { makeIdentities } from '../../services/prober/probes/identities.testkit.ts'
import { exampleProbe, exampleRoute } from '../../services/prober/probes/probe.testkit.ts'
import { memoryMib } from './machine.ts'
import { outputOn, PROBER_CORE, type Target } from './programs.ts'

/** What ten minutes of every fault at once did to a prober. */
interface FaultSoak {
  readonly peakMib: number
  readonly restarts: number
  readonly neighbour: { readonly samples: number; readonly lost: readonly string[] }
  readonly logLines: number
  /** Targets, by what the prober made of them in the end. */
  readonly targets: readonly TargetCount[]
}

interface TargetCount {
  readonly name: string
  readonly isBad: boolean
  readonly good: number
  readonly bad: number
  readonly invalid: Readonly<Record<string, number>>
}

const INTERVAL = seconds(10)
const TIMEOUT = seconds(4)
const NEIGHBOUR = 'good-neighbour'
const SCRAPE_INTERVAL = seconds(15)

interface SoakPlan {
  /** For the compile cache. */
  readonly folder: string
  readonly duration: Duration
  readonly report: (line: string) => void
}

/** Probes every target at once, and beside them a good one each second; the targets run in this process, the prober in one of its own. */
export async function soakFaults(
  cases: readonly FaultCase[],
  { httpPort }: Pick<Target, 'httpPort'>,
  { folder, duration, report }: SoakPlan,
): Promise<FaultSoak> {
  const kit: FaultKit = { identities: await makeIdentities() }
  const targets = await Promise.all(cases.map(each => each.serve(kit)))
  const probes = [
    neighbourOf(httpPort),
    ...targets.map((target, index) => probeOf(target, index, cases[index]?.timeout)),
  ]
  // Started once before, as when an image is built: code that is not in the compile cache loads the TypeScript compiler.
  await stopped(await startFaultProber(folder))
  const { child, port } = await startFaultProber(folder)
  const { pid, stdout } = child
  if (pid === undefined || stdout === null) throw new Error('The prober was not started')
  await outputOn(PROBER_CORE, 'taskset', ['-acp', PROBER_CORE, String(pid)])
  let logLines = 0
  createInterface({ input: stdout }).on('line', () => {
    logLines += 1
  })
  const definitions: Definitions = { probes, evidence: [], maintenance: [], maxInFlight: 1000, files: [], secrets: [] }
  child.send(definitions)
  const exposition = async () => (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  for (let passed = 0; passed < duration; passed += SCRAPE_INTERVAL) {
    await sleep(Math.min(SCRAPE_INTERVAL, duration - passed))
    const now = await exposition()
    if (passed % minutes(1) === 0)
      report(
        `  ${(passed / 60_000).toFixed(0)} min: peak ${memoryMib(pid).peak.toFixed(0)} MiB, ${logLines} log lines, neighbour ${countOf(NEIGHBOUR, false, now).good} good`,
      )
  }
  const text = await exposition()
  const result = {
    peakMib: memoryMib(pid).peak,
    restarts: sumOf(text, new RegExp(`^${METRICS.workerRestarts}`)),
    neighbour: neighbourCount(text),
    logLines,
    targets: cases.map(({ name, expected }, index) => ({ ...countOf(`t${index}`, expected !== 'good', text), name })),
  }
  await stopped({ child })
  await Promise.all(targets.map(target => target.close()))
  return result
}

interface FaultProber {
  readonly child: ChildProcess
  readonly port: number
}

async function startFaultProber(folder: string): Promise<FaultProber> {
  const child = fork('bench/prober/fault-prober.ts', [], {
    execArgv: [...NODE_FLAGS],
    env: { ...process.env, ...NODE_ENVIRONMENT, NODE_COMPILE_CACHE: path.join(folder, 'compile-cache') },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    serialization: 'advanced',
  })
  const [port] = await once(child, 'message')
  return { child, port }
}

/** Asks it to end; the thread has had time to load its code. */
async function stopped({ child }: Pick<FaultProber, 'child'>): Promise<void> {
  await sleep(2000)
  const exited = once(child, 'exit')
  child.disconnect()
  await exited
}

function neighbourOf(port: number): Probe {
  const schedule = { interval: seconds(1), cron: undefined, jitter: milliseconds(0) }
  return exampleProbe({ name: NEIGHBOUR, schedule, timeout: milliseconds(900), routes: [exampleRoute(port)] })
}

function probeOf({ port, route, probe }: FaultTarget, index: number, timeout: Duration = TIMEOUT): Probe {
  const schedule = { interval: INTERVAL, cron: undefined, jitter: milliseconds(0) }
  return exampleProbe({
    ...probe,
    name: `t${index}`,
    schedule,
    timeout: milliseconds(Math.min(timeout, INTERVAL / 2)),
    routes: [exampleRoute(port, route)],
  })
}

function countOf(name: string, isBad: boolean, text: string): TargetCount {
  const sum = (metric: string, more = '') => sumOf(text, new RegExp(`^${metric}\\{probe="${name}".*${more}`))
  const bad = sum(METRICS.failures)
  const invalid = [
    ...text.matchAll(new RegExp(`^${METRICS.samplesInvalid}\\{probe="${name}".*cause="(\\w+)"\\} (\\d+)$`, 'gm')),
  ]
    .map(([, cause = '', count]) => [cause, Number(count)] as const)
    .filter(([, count]) => count > 0)
  return { name, isBad, good: sum(METRICS.probes) - bad, bad, invalid: Object.fromEntries(invalid) }
}

function neighbourCount(text: string): FaultSoak['neighbour'] {
  const { good, bad, invalid } = countOf(NEIGHBOUR, false, text)
  const skipped = sumOf(text, new RegExp(`^${METRICS.slotsSkipped}\\{probe="${NEIGHBOUR}"`))
  const lost = { ...invalid, bad, skipped }
  return {
    samples: good,
    lost: Object.entries(lost).flatMap(([why, count]) => (count > 0 ? `${count} ${why}` : [])),
  }
}

/** The result in lines, with what is wanted. */
export function renderSoak({ peakMib, restarts, neighbour, logLines, targets }: FaultSoak): readonly string[] {
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
