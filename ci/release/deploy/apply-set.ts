import type { Cluster } from '../../../adapters/kubernetes/cluster.ts'
import { applyObject } from '../../../adapters/kubernetes/objects.ts'
import { describeError } from '../../../lib/describe-error.ts'
import { type KubernetesObject, nameOfObject } from '../../../lib/kubernetes/object.ts'
import { isExternal } from '../../../lib/system-error.ts'
import { isOfMonitoring } from '../../../services/monitoring/core/cluster/monitoring-object.ts'
import { addedByOthers } from '../core/deploy/added-by-others.ts'
import { FIELD_MANAGER, withOwner } from '../core/deploy/prune-plan.ts'
import { LockLost } from '../kept/lock-keeper.ts'
import { type DeployRun, note, paceOf, StateEnded } from './run.ts'

/**
 * Applies the objects of a set, those of what monitors last: what goes wrong with them is noted, and stops neither a release nor a
 * way back.
 */
export async function applySet(
  run: DeployRun,
  objects: readonly KubernetesObject[],
  untilSeconds: number,
): Promise<void> {
  const { cluster } = run.world
  const pace = paceOf(run, untilSeconds)
  const apply = async (object: KubernetesObject): Promise<void> => {
    await pace()
    await applyOne(run, cluster, object)
  }
  for (const object of objects.filter(one => !isOfMonitoring(one))) await apply(object)
  for (const object of objects.filter(isOfMonitoring)) {
    try {
      await apply(object)
    } catch (error) {
      const why = whyNotApplied(error)
      if (why === undefined) throw error
      note(run, `${nameOfObject(object)}, which monitors, could not be applied: ${why}`)
      if (error instanceof StateEnded) return
    }
  }
}

/** Why an object of what monitors is not applied; undefined for what ends the run. */
function whyNotApplied(error: unknown): string | undefined {
  if (error instanceof StateEnded && error.event.is === 'late') return error.event.sentence
  if (error instanceof LockLost || !isExternal(error)) return undefined
  return `${describeError(error).replace(/[.]$/, '')}.`
}

async function applyOne(run: DeployRun, cluster: Cluster, object: KubernetesObject): Promise<void> {
  const applied = await applyObject(cluster, withOwner(object), FIELD_MANAGER)
  for (const { manager, field } of addedByOthers(applied.object)) {
    note(
      run,
      `${nameOfObject(object)} keeps ${field}, which ${manager} has added and no release names: remove it by hand.`,
    )
  }
}
