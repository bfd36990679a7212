import type { Cluster } from '../../adapters/kubernetes/cluster.ts'
import { parseJson } from '../../lib/json/parse.ts'
import { at, listAt, numberAt } from '../../lib/json/path.ts'
import { readPodLog } from './pod-log.ts'
import { REQUESTS_PER_SECOND, type RunPod } from './pods.ts'
import { FailedCheck } from './report.ts'

/** What the visitor had sent when it reported last, and how that ended. */
interface Tally {
  readonly requests: number
  readonly answered: number
  readonly failed: number
  /** The first of those that failed, in words. */
  readonly failures: readonly string[]
  /** How many each release has answered. */
  readonly releases: Readonly<Record<string, number>>
}

/** Not each line that a process prints is a report. */
const LAST_LINES = 10

/** What the visitor has sent so far. */
export async function visitorTally(cluster: Cluster, visitor: RunPod): Promise<Tally> {
  return tallyOf(await readPodLog(cluster, visitor, LAST_LINES))
}

/** The tally of the last report in a log. Throws where there is none, for no count is not the same as none failed. */
export function tallyOf(log: string): Tally {
  const reports = log.split('\n').map(line => at(parseJson(line), 'sent'))
  const sent = reports.findLast(one => one !== undefined)
  if (sent === undefined) throw new FailedCheck('the visitor has not reported what it sent')
  return {
    requests: numberAt(sent, 'requests') ?? 0,
    answered: numberAt(sent, 'answered') ?? 0,
    failed: numberAt(sent, 'failed') ?? 0,
    failures: listAt(sent, 'failures').map(String),
    releases: Object.fromEntries(
      Object.entries(Object(at(sent, 'releases'))).map(([name, count]) => [name, Number(count)]),
    ),
  }
}

/** Judges a rollout by what visitors got: none failed, at the rate that was meant, and the new release answered. */
export function judgeRollout(before: Tally, after: Tally, elapsedSeconds: number, release: string): string {
  const requests = after.requests - before.requests
  const failed = after.failed - before.failed
  const least = REQUESTS_PER_SECOND * elapsedSeconds * LEAST_SHARE
  const isNew = (after.releases[release] ?? 0) > 0
  if (failed > 0) throw new FailedCheck(`${failed} of ${requests} requests failed: ${after.failures.join('; ')}`)
  if (requests < least) throw new FailedCheck(`only ${requests} requests in ${elapsedSeconds.toFixed(0)} s`)
  if (!isNew) throw new FailedCheck(`the release ${release} answered none of ${requests} requests`)
  return `${requests} requests in ${elapsedSeconds.toFixed(0)} s, none failed, ${after.releases[release]} by the new release`
}

/** Timers of a busy node are late; far fewer requests would prove nothing. */
const LEAST_SHARE = 0.6
