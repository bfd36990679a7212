import { type Cluster, refusalOf } from '../../../adapters/kubernetes/cluster.ts'
import { readObject } from '../../../adapters/kubernetes/objects.ts'
import { objectPath } from '../../../k8s/render/api-paths.ts'
import { type KubernetesObject, nameOfObject } from '../../../lib/kubernetes/object.ts'
import type { DryRun } from '../core/deploy/changes.ts'
import { FIELD_MANAGER, withOwner } from '../core/deploy/prune-plan.ts'

/** What the API server says to a set, before anything is changed. */
export interface Rehearsal {
  readonly runs: readonly DryRun[]
  /** Fields that another manager has, and that are taken over: a sentence each. */
  readonly conflicts: readonly string[]
  /** What it would refuse, in its words. */
  readonly refusals: readonly string[]
}

/**
 * Lets the API server check every object as it would apply it, and gives all that it refuses at once. `pace` comes before each, and
 * ends it by what it rejects with.
 */
export async function rehearse(
  cluster: Cluster,
  objects: readonly KubernetesObject[],
  pace: () => Promise<void>,
): Promise<Rehearsal> {
  const runs: DryRun[] = []
  const conflicts: string[] = []
  const refusals: string[] = []
  for (const object of objects) {
    await pace()
    const before = await readObject(cluster, object)
    const gentle = await tryApply(cluster, object, false)
    const answer = gentle.status === 409 ? await tryApply(cluster, object, true) : gentle
    if (gentle.status === 409) conflicts.push(`${nameOfObject(object)}: ${refusalOf(gentle)}`)
    if (answer.status >= 300) refusals.push(`${nameOfObject(object)}: ${refusalOf(answer)}`)
    else runs.push({ object, before, after: answer.body as KubernetesObject })
  }
  return { runs, conflicts, refusals }
}

function tryApply(cluster: Cluster, object: KubernetesObject, force: boolean) {
  const query = `fieldManager=${FIELD_MANAGER}&force=${force}&fieldValidation=Strict&dryRun=All`
  const request = { method: 'PATCH', type: 'application/apply-patch+yaml', body: withOwner(object) } as const
  return cluster.ask(`${objectPath(object)}?${query}`, request)
}
