import { describeError } from '../../../lib/describe-error.ts'
import { inSeconds } from '../../../lib/duration.ts'
import { isExternal } from '../../../lib/system-error.ts'
import { CANARY_STATES } from '../core/deploy/kinds.ts'
import { standing } from '../core/deploy/ledger.ts'
import type { EntryState, LedgerEntry } from '../core/deploy/ledger-entry.ts'
import {
  type DeployAction,
  type DeployEvent,
  type Mark,
  newDeploy,
  stepAfter,
  WAY_BACK,
} from '../core/deploy/machine.ts'
import { PROBATION } from '../core/deploy/probation.ts'
import { ENDS, type EndName, STATES, type StateName } from '../core/deploy/states.ts'
import { markEntry, trimLedger } from '../kept/ledger-store.ts'
import { LockLost } from '../kept/lock-keeper.ts'
import { takeCanaryAway } from './canary-steps.ts'
import { patientCluster } from './patient-cluster.ts'
import { PERFORMERS } from './performers.ts'
import { heardBy, newRecording, recordEvents } from './recording.ts'
import { type DeployRun, newRun, note, StateEnded } from './run.ts'
import type { DeployJob, DeployWorld } from './world.ts'

/** How a run ended, and what it found. */
export interface DeployOutcome {
  readonly end: EndName
  readonly exit: number
  readonly sentence: string
  readonly run: DeployRun
}

/**
 * Deploys a release, or returns to the last good one, until there is an end. Rejects only for a fault of our own; the next run
 * goes on from what it left.
 */
export async function runDeploy(job: DeployJob, given: DeployWorld): Promise<DeployOutcome> {
  const cluster = patientCluster(given.cluster, given.effects, given.signal)
  const recording = newRecording()
  const run = newRun(job, { ...given, cluster, effects: heardBy(recording, given.effects) }, recording)
  let deploy = newDeploy()
  let event = await performed(run, deploy.at)
  for (;;) {
    const step = stepAfter(deploy, event)
    deploy = step.deploy
    let next: StateName | undefined
    for (const action of step.actions) {
      if (action.do === 'end') return ended(run, action)
      if (action.do === 'enter') next = action.state
      if (action.do === 'mark') await mark(run, action)
      if (action.do === 'alarm') await alarm(run, action.sentence)
    }
    if (next === undefined) throw new TypeError(`nothing follows the state ${deploy.at}`)
    event = await performed(run, next)
  }
}

/** Does what a state is for, and gives what came of it; the seconds that it took are counted. */
async function performed(run: DeployRun, state: StateName): Promise<DeployEvent> {
  const { effects, say } = run.world
  const [start, at] = [effects.now(), effects.wallNow()]
  const event = await PERFORMERS[state](run, start + inSeconds(STATES[state].within)).catch(eventOfError)
  const took = effects.now() - start
  run.seconds.set(state, took)
  run.recording.states.push({ state, at, seconds: took })
  say(`${state} ${took.toFixed(1)} s${'sentence' in event ? `: ${event.sentence}` : ''}`)
  return event
}

function eventOfError(error: unknown): DeployEvent {
  if (error instanceof StateEnded) return error.event
  if (error instanceof LockLost) return { is: 'lock-lost', sentence: error.message }
  if (!isExternal(error)) throw error
  const text = describeError(error)
  return { is: 'failed', sentence: /[.?!]\)?$/.test(text) ? text : `${text}.` }
}

const STATE_OF: Readonly<Record<Mark, EntryState>> = {
  good: 'good',
  unproven: 'unproven',
  rejected: 'rejected',
  returned: 'returned',
  caught: 'caught',
  withdrawn: 'withdrawn',
}

/** Writes into the ledger what became of the release. What cannot be written is said: the next run finds it unfinished. */
async function mark(
  run: DeployRun,
  { as, sentence, by, trouble = '' }: Extract<DeployAction, { do: 'mark' }>,
): Promise<void> {
  if (run.entry === undefined) return
  const endedAt = run.world.effects.wallNow()
  const entry: LedgerEntry = {
    ...run.entry,
    state: STATE_OF[as],
    by: by ?? run.entry.by,
    endedAt,
    ...((as === 'good' || as === 'unproven') && run.job.hasProbation ? probationOf(run, endedAt) : {}),
    // What it was rejected for is what matters of it later.
    sentence: as === 'returned' ? run.entry.sentence : sentence,
    trouble,
    returnedTo: as === 'returned' ? run.target?.entry.number : run.entry.returnedTo,
  }
  run.entry = entry
  await orNote(run, 'The ledger could not be written', () => markEntry(run.world.cluster, run.job.namespace, entry))
}

/** From when to when a release is unproven; one that changes no pod of the app goes on with what the one before it had. */
function probationOf({ ledger, changes, entry }: DeployRun, now: Date): Partial<LedgerEntry> {
  const before = ledger && standing(ledger)
  const isOfApp = changes.some(({ object: { kind, metadata } }) => kind === 'Deployment' && metadata.name === 'app')
  if (isOfApp || before === undefined)
    return { probationUntil: new Date(now.getTime() + PROBATION), podsSince: entry?.startedAt }
  const { probationUntil, podsSince, troubleBefore } = before
  return { probationUntil, podsSince, troubleBefore }
}

async function alarm(run: DeployRun, sentence: string): Promise<void> {
  for (const line of await run.world.alarm(sentence)) note(run, line)
}

async function ended(
  run: DeployRun,
  { end, sentence }: { readonly end: EndName; readonly sentence: string },
): Promise<DeployOutcome> {
  const { cluster } = run.world
  if (end === 'interrupted') await orNote(run, 'The canary could not be taken away', () => takeCanaryAway(run))
  if (run.lock !== undefined && end !== 'lock-lost') {
    await orNote(run, 'Old releases of the ledger could not be removed', () => trimLedger(cluster, run.job.namespace))
    await orNote(run, 'The lock could not be released and expires by itself', async () => run.lock?.release())
  }
  const { recording, appliedAt, job } = run
  if (appliedAt.getTime() > 0 && end !== 'interrupted')
    await orNote(run, 'The events of the cluster are not in the evidence', () =>
      recordEvents(recording, cluster, { namespace: job.namespace, appliedAt }),
    )
  const spent = CHANGING.reduce((sum, state) => sum + (run.seconds.get(state) ?? 0), 0)
  if (spent > 0 && end !== 'interrupted') run.cost = await run.world.cost(spent)
  return { end, exit: ENDS[end].exit, sentence, run }
}

/** The states in which a deploy may cost something of the error budget. */
const CHANGING: readonly StateName[] = [
  ...CANARY_STATES,
  ...(['apply', 'rollout', 'gate', 'in-force', 'finish'] as const),
  ...WAY_BACK,
]

async function orNote(run: DeployRun, what: string, act: () => Promise<void>): Promise<void> {
  try {
    await act()
  } catch (error) {
    if (!isExternal(error)) throw error
    note(run, `${what}: ${describeError(error)}`)
  }
}
