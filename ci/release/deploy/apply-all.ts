import type { KubernetesObject } from '../../../lib/kubernetes/object.ts'
import type { DeployEvent } from '../core/deploy/machine.ts'
import { applySet } from './apply-set.ts'
import type { DeployRun } from './run.ts'

/** Applies a set, and notes when it began by the server's clock: what pods went through before is none of its. */
export async function applyAll(
  run: DeployRun,
  objects: readonly KubernetesObject[],
  untilSeconds: number,
): Promise<DeployEvent> {
  run.appliedAt = (await run.world.cluster.ask('/version')).date
  await applySet(run, objects, untilSeconds)
  return { is: 'good' }
}
