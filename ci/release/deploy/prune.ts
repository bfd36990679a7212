import type { Cluster } from '../../../adapters/kubernetes/cluster.ts'
import { deleteObject, listObjects } from '../../../adapters/kubernetes/objects.ts'
import { type KubernetesObject, nameOfObject } from '../../../lib/kubernetes/object.ts'
import { OWNED_LABEL, OWNER, PRUNED_KINDS, prunePlan } from '../core/deploy/prune-plan.ts'

/** What is taken away, and where. */
export interface PruneInput {
  /** That of the app comes first. */
  readonly namespaces: readonly string[]
  readonly wanted: readonly KubernetesObject[]
  readonly limit: number | undefined
  readonly beat: () => Promise<void>
  readonly say: (line: string) => void
}

/** Takes away what an earlier release applied and this one has not; gives why not, where it does not. */
export async function prune(cluster: Cluster, input: PruneInput): Promise<string | undefined> {
  const { namespaces, wanted, limit, beat, say } = input
  const there: KubernetesObject[] = []
  for (const namespace of namespaces) {
    for (const kind of namespace === namespaces[0] ? PRUNED_KINDS : kindsIn(namespace, wanted)) {
      there.push(...(await listObjects(cluster, kind, { namespace, labels: `${OWNED_LABEL}=${OWNER}` })))
    }
  }
  const { remove, refused } = prunePlan(wanted, there, limit)
  if (refused !== undefined) return refused
  for (const object of remove) say(`${nameOfObject(object)}: no part of the release any more, taken away`)
  for (const object of remove) {
    await beat()
    await deleteObject(cluster, object)
  }
  return undefined
}

/** Outside the app's own namespace the deployer may look only at the kinds that a release has there. */
function kindsIn(namespace: string, wanted: readonly KubernetesObject[]): typeof PRUNED_KINDS {
  return PRUNED_KINDS.filter(([apiVersion, kind]) =>
    wanted.some(one => one.apiVersion === apiVersion && one.kind === kind && one.metadata.namespace === namespace),
  )
}
