import type { Cluster } from '../../../adapters/kubernetes/cluster.ts'
import { describeError } from '../../../lib/describe-error.ts'
import type { KubernetesObject } from '../../../lib/kubernetes/object.ts'
import { isExternal } from '../../../lib/system-error.ts'
import type { DeployEvent } from '../core/deploy/machine.ts'
import type { GateSettings } from '../core/gate/settings.ts'
import type { GateReport } from '../core/gate-report/report.ts'
import type { GateEffects } from '../core/gate-run/probing.ts'
import { type GateWatcher, runGate } from '../core/gate-run/run-gate.ts'
import type { UsersAnswer } from '../core/users/counted.ts'
import { stoppedSentence, type UsersReport } from '../core/users/report.ts'
import { LockLost } from '../kept/lock-keeper.ts'
import { besideWaits } from './beside-waits.ts'
import { finalEvent, findingsOf } from './watch-rollout.ts'
import { USERS_EVERY_SECONDS, watchUsers } from './watch-users.ts'

/** What is judged, and by what. */
export interface JudgeInput {
  readonly cluster: Cluster
  readonly effects: GateEffects
  readonly settings: GateSettings
  readonly deployments: readonly KubernetesObject[]
  /** When the release was applied, by the server's clock. */
  readonly since: Date
  readonly beat: () => Promise<void>
  readonly signal: AbortSignal
  /** Hears of each change of the gate. */
  readonly watch: GateWatcher
  /** Reads the counters of users' requests; of a canary, whose name the settings have. */
  readonly users?: () => Promise<UsersAnswer>
}

/** What the gate found, and what follows from it and from the pods. */
export interface Judged {
  readonly event: DeployEvent
  readonly report: GateReport
  readonly notes: readonly string[]
  /** How users' requests were answered meanwhile; undefined where no one asked. */
  readonly users: UsersReport | undefined
}

const LOOK_EVERY_SECONDS = 2

/**
 * Runs the gate, and looks at the pods of the release meanwhile: one that was killed ends it with the reason, before enough
 * requests have failed. Users' requests end it too where they say that a canary is bad.
 */
export async function judge(input: JudgeInput): Promise<Judged> {
  const { effects, settings, signal } = input
  const ending = new AbortController()
  const watch = watchPods(input, () => ending.abort())
  const users = input.users && watchUsers(input.users, settings.release ?? '', () => ending.abort())
  // The gate begins at once, whether or not Prometheus answers.
  const first = users?.look()
  const watched = besideWaits(effects, LOOK_EVERY_SECONDS, watch.look)
  const counted = besideWaits(watched.effects, USERS_EVERY_SECONDS, async () => users?.look())
  const report = await runGate(settings, counted.effects, AbortSignal.any([signal, ending.signal]), input.watch)
  await Promise.all([first, watched.settled(), counted.settled()])
  await Promise.all([watch.look(), users?.lookLast()])
  const found = users?.report()
  const event = eventAfter(report, { pods: watch.event(), users: found }, signal)
  return { event, report, notes: watch.notes(), users: found }
}

/** What was seen beside the gate. */
interface SeenBeside {
  readonly pods: DeployEvent | undefined
  readonly users: UsersReport | undefined
}

function eventAfter(report: GateReport, { pods: seen, users }: SeenBeside, signal: AbortSignal): DeployEvent {
  if (seen?.is === 'lock-lost') return seen
  if (signal.aborted) return { is: 'interrupted', sentence: 'It was interrupted while the gate judged.' }
  if (report.verdict === 'roll-back') {
    // What the pods say is the cause; the gate's own sentence is what users saw of it.
    const sentence = seen?.is === 'bad' ? `${seen.sentence} ${report.sentence}` : report.sentence
    return { is: 'bad', by: 'gate', sentence }
  }
  if (seen?.is === 'bad') return seen
  if (users?.isStopped === true) return { is: 'bad', by: 'gate', sentence: stoppedSentence(users) }
  return report.verdict === 'proceed' ? { is: 'good' } : { is: 'unclear', sentence: report.sentence }
}

/** Looks at the pods of the release again and again, and keeps what ends it. */
function watchPods({ cluster, deployments, since, beat }: JudgeInput, stop: () => void) {
  let found: DeployEvent | undefined
  let trouble: string | undefined
  const look = async (): Promise<void> => {
    if (found !== undefined) return
    try {
      await beat()
      const event = finalEvent(await findingsOf(cluster, deployments, since))
      found = event?.is === 'bad' ? event : undefined
      trouble = undefined
    } catch (error) {
      if (!isExternal(error)) throw error
      if (error instanceof LockLost) found = { is: 'lock-lost', sentence: error.message }
      else trouble = `The pods could not be looked at while the gate judged: ${describeError(error)}`
    }
    if (found?.is === 'bad' || found?.is === 'lock-lost') stop()
  }
  return { look, event: () => found, notes: () => (trouble === undefined ? [] : [trouble]) }
}
