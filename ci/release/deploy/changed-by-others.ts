import { isDeepStrictEqual } from 'node:util'
import type { Cluster } from '../../../adapters/kubernetes/cluster.ts'
import { at } from '../../../lib/json/path.ts'
import { type KubernetesObject, nameOfObject } from '../../../lib/kubernetes/object.ts'
import { judgedDeployments } from '../core/deploy/workloads.ts'
import { rehearse } from './dry-run.ts'

/**
 * The Deployments of a set whose pods an apply would change now, just after one: someone else has changed them. How many pods there
 * are is anyone's to change, and no word about the release.
 */
export async function changedByOthers(
  cluster: Cluster,
  objects: readonly KubernetesObject[],
  pace: () => Promise<void>,
): Promise<readonly string[]> {
  const deployments = judgedDeployments(objects)
  const { runs } = await rehearse(cluster, deployments, pace)
  const templateOf = (object: unknown): unknown => at(object, 'spec', 'template')
  return runs
    .filter(({ before, after }) => !isDeepStrictEqual(templateOf(before), templateOf(after)))
    .map(({ object }) => nameOfObject(object))
}
