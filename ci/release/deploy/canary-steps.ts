import { deleteObject, listObjects, readObject } from '../../../adapters/kubernetes/objects.ts'
import type { KubernetesObject } from '../../../lib/kubernetes/object.ts'
import { CANARY_NAME, CANARY_PODS, type CanaryPlan } from '../core/canary/canary-of.ts'
import type { DeployEvent } from '../core/deploy/machine.ts'
import { STRICT_ERRORS } from '../core/gate/hypotheses.ts'
import { canaryWithin } from '../core/gate/limits.ts'
import { applyAll } from './apply-all.ts'
import { enterLedger } from './enter-ledger.ts'
import { judge } from './judge.ts'
import { drawnIn } from './recording.ts'
import { type DeployRun, note, type Performer, paceOf } from './run.ts'
import { watchRollout } from './watch-rollout.ts'

/** Writes the release into the ledger, and starts one pod of it beside the old ones. */
export const startCanary: Performer = async (run, untilSeconds) => {
  const { objects, deployment } = planIn(run)
  await enterLedger(run, 'canary')
  await applyAll(run, objects, untilSeconds)
  const { cluster, effects, signal } = run.world
  const beat = paceOf(run, Number.POSITIVE_INFINITY)
  const deployments = [deployment]
  return watchRollout({ cluster, clock: effects, deployments, since: run.appliedAt, untilSeconds, beat, signal })
}

/** Judges the canary beside the old release. */
export const judgeCanary: Performer = async run => {
  const { deployment, release, oldPods } = planIn(run)
  const { cluster, effects, signal } = run.world
  const { objectives, gateNotes: notes } = run.job
  const canary = { oldPods }
  const settings = { release, objectives, baselines: run.baselines, within: canaryWithin(canary), notes, canary }
  const judged = await judge({
    ...{ cluster, effects, signal, deployments: [deployment], since: run.appliedAt },
    settings: run.budget?.isStrict === true ? { ...settings, errors: STRICT_ERRORS } : settings,
    beat: async () => run.lock?.beat(),
    watch: drawnIn(run.recording, 'canary-gate'),
    users: run.world.users,
  })
  run.canaryReport = judged.report
  run.users = judged.users
  for (const sentence of judged.notes) note(run, sentence)
  return judged.event
}

/** Takes the canary away, and waits until its pod is gone: it would take the room of a pod that comes next. */
export const withdrawCanary: Performer = async (run, untilSeconds): Promise<DeployEvent> => {
  await takeCanaryAway(run)
  const { cluster, effects, signal } = run.world
  const { namespace } = run.job
  const beat = paceOf(run, Number.POSITIVE_INFINITY)
  for (;;) {
    await beat()
    const pods = await listObjects(cluster, ['v1', 'Pod'], { namespace, labels: CANARY_PODS })
    if (pods.length === 0) return { is: 'good' }
    if (effects.now() >= untilSeconds) return { is: 'late', sentence: 'The pod of the canary has not ended in time.' }
    await effects.waitUntil(effects.now() + ASK_EVERY_SECONDS, signal)
  }
}

const ASK_EVERY_SECONDS = 1

/** Takes away what a run that ended early has left, and says so. */
export async function clearCanary(run: DeployRun): Promise<void> {
  if ((await readObject(run.world.cluster, canaryIn(run))) === undefined) return
  note(run, 'The canary of a run that ended early is there still, and is taken away.')
  await takeCanaryAway(run)
}

/** Deletes the canary, if there is one. */
export async function takeCanaryAway(run: DeployRun): Promise<void> {
  await deleteObject(run.world.cluster, canaryIn(run))
}

function canaryIn({ job: { namespace } }: DeployRun): Pick<KubernetesObject, 'apiVersion' | 'kind' | 'metadata'> {
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: CANARY_NAME, namespace } }
}

function planIn({ canary }: DeployRun): CanaryPlan {
  if (canary === undefined) throw new TypeError('a canary is planned before it starts')
  return canary
}
