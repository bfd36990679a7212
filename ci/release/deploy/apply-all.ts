import { applyObject } from '../../../adapters/kubernetes/objects.ts'
import { type KubernetesObject, nameOfObject } from '../../../lib/kubernetes/object.ts'
import { addedByOthers } from '../core/deploy/added-by-others.ts'
import type { DeployEvent } from '../core/deploy/machine.ts'
import { FIELD_MANAGER, withOwner } from '../core/deploy/prune-plan.ts'
import { type DeployRun, note, paceOf } from './run.ts'

/** Applies objects one after the other, and notes what others have added to them. */
export async function applyAll(
  run: DeployRun,
  objects: readonly KubernetesObject[],
  untilSeconds: number,
): Promise<DeployEvent> {
  const pace = paceOf(run, untilSeconds)
  run.appliedAt = (await run.world.cluster.ask('/version')).date
  for (const object of objects) {
    await pace()
    const applied = await applyObject(run.world.cluster, withOwner(object), FIELD_MANAGER)
    for (const { manager, field } of addedByOthers(applied.object)) {
      note(
        run,
        `${nameOfObject(object)} keeps ${field}, which ${manager} has added and no release names: remove it by hand.`,
      )
    }
  }
  return { is: 'good' }
}
