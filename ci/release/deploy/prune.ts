import type { Cluster } from '../../../adapters/kubernetes/cluster.ts'
import { RefusedError } from '../../../adapters/kubernetes/cluster-error.ts'
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

/**
 * Takes away what an earlier release applied and this one has not; gives a sentence for each that stays, and why. What stays of one
 * kind holds up no other.
 */
export async function prune(cluster: Cluster, input: PruneInput): Promise<readonly string[]> {
  const { namespaces, wanted, limit, beat, say } = input
  const there: KubernetesObject[] = []
  const left: string[] = []
  for (const namespace of namespaces) {
    for (const kind of namespace === namespaces[0] ? PRUNED_KINDS : kindsIn(namespace, wanted)) {
      const where = { namespace, labels: `${OWNED_LABEL}=${OWNER}` }
      there.push(...((await unlessRefused(left, () => listObjects(cluster, kind, where))) ?? []))
    }
  }
  const { remove, refused } = prunePlan(wanted, there, limit)
  if (refused !== undefined) return [...left, refused]
  for (const object of remove) say(`${nameOfObject(object)}: no part of the release any more, taken away`)
  for (const object of remove) {
    await beat()
    await unlessRefused(left, () => deleteObject(cluster, object))
  }
  return left
}

const NOT_FOUND = 404

/** What the API server gives; where it refuses, why is added to a list. Of a kind that it does not know there is nothing to take away. */
async function unlessRefused<T>(left: string[], ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask()
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error
    if (error.status !== NOT_FOUND)
      left.push(`Not all that is no part of the release any more is gone: ${error.message}.`)
    return undefined
  }
}

/** Outside the app's own namespace the deployer may look only at the kinds that a release has there. */
function kindsIn(namespace: string, wanted: readonly KubernetesObject[]): typeof PRUNED_KINDS {
  return PRUNED_KINDS.filter(([apiVersion, kind]) =>
    wanted.some(one => one.apiVersion === apiVersion && one.kind === kind && one.metadata.namespace === namespace),
  )
}
