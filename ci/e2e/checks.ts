import type { Cluster } from '../../adapters/kubernetes/cluster.ts'
import { pause } from '../../adapters/pause.ts'
import { seconds } from '../../lib/duration.ts'
import { parseJson } from '../../lib/json/parse.ts'
import { at, listAt, textAt } from '../../lib/json/path.ts'
import { METRICS } from '../../services/prober/contract/names.ts'
import { readPodLogIfAny } from './pod-log.ts'
import type { RunPod, strangerTargets } from './pods.ts'
import { until } from './readiness.ts'
import { FailedCheck } from './report.ts'

/** What a pod of the run reported last; undefined before its first line. */
async function lastReport(cluster: Cluster, pod: RunPod): Promise<unknown> {
  return parseJson(await readPodLogIfAny(cluster, pod, 1))
}

const PROBES_WITHIN = seconds(90)
const LEAST_PROBES = 3

/**
 * Waits until each of these paths has counted good probes and no bad one in between; the sentence says how many. The first
 * probes of a fresh cluster may find an app that is not there yet, and its DNS remembers that for a while.
 */
export async function checkProbes(
  cluster: Cluster,
  scraper: RunPod,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<string> {
  const read = async () => {
    const lines = listAt(await lastReport(cluster, scraper), 'lines').map(String)
    return paths.map(path => ({
      path,
      probes: sumOf(lines, METRICS.probes, path),
      failures: sumOf(lines, METRICS.failures, path),
      lines: lines.filter(line => line.includes(`path="${path}"`) || line.startsWith('#')),
    }))
  }
  let start = await read()
  let now = start
  await until(PROBES_WITHIN, signal, async () => {
    now = await read()
    if (now.some(({ failures }, index) => failures > (start[index]?.failures ?? 0))) start = now
    const isEnough = now.every(({ probes }, index) => probes >= (start[index]?.probes ?? 0) + LEAST_PROBES)
    const said = now.flatMap(({ lines }) => lines)
    return isEnough ? undefined : async () => (said.length === 0 ? 'the prober gives no metrics' : said.join(' '))
  })
  return now.map(({ path, probes }, index) => `${probes - (start[index]?.probes ?? 0)} good on path ${path}`).join(', ')
}

/** The sum of a counter's series of one path. */
function sumOf(lines: readonly string[], metric: string, path: string): number {
  return lines
    .filter(line => line.startsWith(`${metric}{`) && line.includes(`path="${path}"`))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0)
}

/** Policies are enforced a moment after a pod has its address. */
const ENFORCED_WITHIN = seconds(45)

/**
 * Whether the app refuses who may not ask it. A cluster that does not enforce policies at all lets the stranger into a port
 * that a policy of the run closes: then nothing can be said, and the answer is undefined.
 */
export async function checkDenied(
  cluster: Cluster,
  stranger: RunPod,
  targets: ReturnType<typeof strangerTargets>,
  signal: AbortSignal,
): Promise<string | undefined> {
  const seen = async (): Promise<StrangersView> => {
    const report = await lastReport(cluster, stranger)
    const of = (target: string): string => textAt(at(report, 'connections'), target)
    return { app: of(targets.app), closed: of(targets.closed), open: of(targets.open) }
  }
  let now = await seen()
  const deadline = performance.now() + ENFORCED_WITHIN
  while (now.open !== 'open' || now.closed === 'open' || now.app === 'open' || !isTried(now.app)) {
    if (performance.now() > deadline) break
    signal.throwIfAborted()
    await pause(seconds(1), signal)
    now = await seen()
  }
  return judgeDenied(now)
}

/** How the stranger's connections to the app, to a port that a policy closes, and to one that none closes ended. */
type StrangersView = Readonly<Record<'app' | 'closed' | 'open', string>>

/** Says that the app is closed to a stranger; undefined where the cluster enforces no policy at all. */
export function judgeDenied({ app, closed, open }: StrangersView): string | undefined {
  if (open !== 'open') throw new FailedCheck(`a port that no policy closes cannot be reached (${open})`)
  if (closed === 'open') return undefined
  if (app === 'open') throw new FailedCheck('who may not ask the app is let in')
  if (!isTried(app)) throw new FailedCheck(`the app was not asked, so that nothing is shown (${app})`)
  return `the app is closed to a stranger (${app}), whose other connections work`
}

/** Whether a connection was tried at all: of a name that the cluster's DNS does not know there is no address. */
function isTried(end: string): boolean {
  return end !== '' && end !== 'ENOTFOUND' && end !== 'EAI_AGAIN'
}
