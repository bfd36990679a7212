import { inSeconds, seconds } from '../../../lib/duration.ts'
import { LEASE_RENEWED_EVERY } from '../../../lib/kubernetes/lease.ts'
import type { KubernetesObject } from '../../../lib/kubernetes/object.ts'
import { ExternalError, isExternal } from '../../../lib/system-error.ts'
import { canaryPlan } from '../core/canary/canary-of.ts'
import type { DeployEvent } from '../core/deploy/machine.ts'
import { planOf } from '../core/deploy/plan.ts'
import type { StateName } from '../core/deploy/states.ts'
import { judgedDeployments } from '../core/deploy/workloads.ts'
import { STRICT_ERRORS } from '../core/gate/hypotheses.ts'
import { GATE_LIMITS } from '../core/gate/limits.ts'
import { type GateSettings, pathsOf } from '../core/gate/settings.ts'
import { takeBaseline } from '../core/gate-run/take-baseline.ts'
import { readLedger, readSet } from '../kept/ledger-store.ts'
import { takeLock } from '../kept/lock-keeper.ts'
import { applyAll } from './apply-all.ts'
import { awaitInForce } from './await-in-force.ts'
import { besideWaits } from './beside-waits.ts'
import { clearCanary, judgeCanary, startCanary, withdrawCanary } from './canary-steps.ts'
import { changedByOthers } from './changed-by-others.ts'
import { enterLedger } from './enter-ledger.ts'
import { judge } from './judge.ts'
import { preflight, rehearseRun } from './preflight.ts'
import { prune } from './prune.ts'
import { drawnIn } from './recording.ts'
import { type DeployRun, note, type Performer, paceOf } from './run.ts'
import { watchRollout } from './watch-rollout.ts'

/** Long enough for the hundred answers a path that a baseline takes. */
const BASELINE = seconds(25)

/** What each state does. */
export const PERFORMERS: Readonly<Record<StateName, Performer>> = {
  preflight,
  lock,
  baseline: async run => {
    const { effects, signal } = run.world
    const renewing = besideWaits(effects, inSeconds(LEASE_RENEWED_EVERY), async () => run.lock?.beat())
    run.baselines = await takeBaseline(pathsOf(run.job), BASELINE, renewing.effects, signal)
    await renewing.settled()
    return signal.aborted ? { is: 'interrupted', sentence: 'It was interrupted.' } : { is: 'good' }
  },
  canary: startCanary,
  'canary-gate': judgeCanary,
  withdraw: withdrawCanary,
  async apply(run, untilSeconds) {
    await enterLedger(run, 'applying')
    return applyAll(run, run.job.release?.objects ?? [], untilSeconds)
  },
  rollout: (run, untilSeconds) => rollout(run, run.job.release?.objects ?? [], untilSeconds),
  gate: run =>
    gate(
      run,
      { at: 'gate', release: run.job.release?.name, objects: run.job.release?.objects ?? [] },
      strictnessOf(run),
    ),
  'in-force': awaitInForce,
  finish: (run, untilSeconds) => tidy(run, run.job.release?.objects ?? [], run.job.namespaces, untilSeconds),
  async undo(run, untilSeconds) {
    run.target = await readTarget(run)
    note(run, `Returning to ${run.target.entry.release}, the ledger's release ${run.target.entry.number}.`)
    return applyAll(run, run.target.objects, untilSeconds)
  },
  'undo-rollout': (run, untilSeconds) => rollout(run, run.target?.objects ?? [], untilSeconds),
  async 'undo-gate'(run, untilSeconds) {
    const objects = run.target?.objects ?? []
    const event = await gate(run, { at: 'undo-gate', release: run.target?.entry.release, objects }, {})
    return event.is === 'bad' ? event : mergedEvent(event, await tidy(run, objects, [run.job.namespace], untilSeconds))
  },
}

function mergedEvent(event: DeployEvent, after: DeployEvent): DeployEvent {
  return event.is === 'good' ? after : event
}

async function lock(run: DeployRun, untilSeconds: number): Promise<DeployEvent> {
  const { world, job } = run
  const { namespace, who, wish } = job
  const attempt = await takeLock(world.cluster, world.effects, {
    namespace,
    holder: who,
    // A watch does not wait in line: what is deployed now may be what mends it.
    untilSeconds: wish.goal === 'rollback' && wish.stepsAside === true ? world.effects.now() : untilSeconds,
    signal: world.signal,
  })
  if ('refused' in attempt) return { is: 'refused', by: 'preflight', sentence: attempt.refused }
  run.lock = attempt.held
  if (run.lock.takenFrom !== '') note(run, `The lock of ${run.lock.takenFrom} had expired, and is taken over.`)
  await clearCanary(run)
  const before = run.ledger?.entries[0]
  run.ledger = await readLedger(world.cluster, namespace)
  const [newest] = run.ledger.entries
  if (newest?.number !== before?.number || newest?.state !== before?.state) await rehearseRun(run, untilSeconds)
  const isFirst = run.rehearsal?.runs.every(
    ({ object, before: was }) => judgedDeployments([object]).length === 0 || was === undefined,
  )
  const isJudged = job.isSigned && job.objectives.length > 0
  run.canary = isJudged ? canaryPlan(run.rehearsal?.runs ?? []) : undefined
  const hasCanary = run.canary !== undefined
  const plan = planOf(wish, {
    ledger: run.ledger,
    changes: run.changes,
    isFirst: isFirst ?? false,
    hasCanary,
    now: world.effects.wallNow(),
  })
  run.kinds = plan.kinds
  run.targets = plan.targets
  run.entry = plan.subject
  if (isFirst === true)
    note(run, 'This is the first release here: there is nothing to compare it with, and none to return to.')
  return plan.event
}

/** The set of the newest good release that can be read; those that cannot are said. */
async function readTarget(run: DeployRun): Promise<NonNullable<DeployRun['target']>> {
  for (const entry of run.targets) {
    try {
      return { entry, objects: await readSet(run.world.cluster, run.job.namespace, entry) }
    } catch (error) {
      if (!(error instanceof ExternalError)) throw error
      note(run, `${error.message}; the one before is tried.`)
    }
  }
  throw new ExternalError('No good release of the ledger can be read')
}

async function rollout(
  run: DeployRun,
  objects: readonly KubernetesObject[],
  untilSeconds: number,
): Promise<DeployEvent> {
  const { cluster, effects, signal } = run.world
  const deployments = judgedDeployments(objects)
  const beat = paceOf(run, Number.POSITIVE_INFINITY)
  return watchRollout({ cluster, clock: effects, deployments, since: run.appliedAt, untilSeconds, beat, signal })
}

/** In which state what is judged. */
interface ToJudge {
  readonly at: 'gate' | 'undo-gate'
  readonly release: string | undefined
  readonly objects: readonly KubernetesObject[]
}

async function gate(
  run: DeployRun,
  { at, release, objects }: ToJudge,
  strictness: Pick<GateSettings, 'errors'>,
): Promise<DeployEvent> {
  const { baselines } = run
  const { cluster, effects, signal } = run.world
  const { objectives, gateNotes } = run.job
  const settings = { release, objectives, baselines, within: GATE_LIMITS.within, notes: gateNotes, ...strictness }
  const deployments = judgedDeployments(objects)
  const beat = async (): Promise<void> => run.lock?.beat()
  const watch = drawnIn(run.recording, at)
  const judged = await judge({ cluster, effects, settings, deployments, since: run.appliedAt, beat, signal, watch })
  run.report = judged.report
  for (const sentence of judged.notes) note(run, sentence)
  return judged.event.is === 'good' ? eventOfChanges(await changedByOthers(cluster, objects, beat)) : judged.event
}

/** The gate has judged other pods than those that were applied, or may have. */
function eventOfChanges(names: readonly string[]): DeployEvent {
  if (names.length === 0) return { is: 'good' }
  const sentence = `Someone has changed the pods of ${names.join(', ')} since the release was applied. See who with kubectl get --show-managed-fields, and deploy again.`
  return { is: 'unclear', sentence }
}

/** Where the error budget is anything but in order, fewer bad releases may pass. */
function strictnessOf({ budget }: DeployRun): Pick<GateSettings, 'errors'> {
  return budget?.isStrict === true ? { errors: STRICT_ERRORS } : {}
}

/** Takes away what is no part of a set. A way back leaves what monitors alone: a release from before it must not take it away. */
async function tidy(
  run: DeployRun,
  wanted: readonly KubernetesObject[],
  namespaces: readonly string[],
  untilSeconds: number,
): Promise<DeployEvent> {
  const { pruneLimit } = run.job
  const { cluster, say } = run.world
  try {
    const left = await prune(cluster, { namespaces, wanted, limit: pruneLimit, beat: paceOf(run, untilSeconds), say })
    for (const sentence of left) note(run, sentence)
  } catch (error) {
    if (!isExternal(error)) throw error
    note(run, `What is no part of the release any more could not be taken away: ${(error as Error).message}`)
  }
  return { is: 'good' }
}
