import { setTimeout as sleep } from 'node:timers/promises'
import type { Cluster } from '../../adapters/kubernetes/cluster.ts'
import { deleteObject, listObjects } from '../../adapters/kubernetes/objects.ts'
import { minutes, seconds } from '../../lib/duration.ts'
import type { KubernetesObject } from '../../lib/kubernetes/object.ts'
import { ExternalError } from '../../lib/system-error.ts'
import { isExpired } from './lease.ts'
import { CLUSTER_KINDS, RUN_LABEL, runSelector, visitorsOf } from './run-objects.ts'

const NAMESPACE = ['v1', 'Namespace'] as const
/** Pods take up to their grace to end, and a namespace is gone when its last pod is. */
const GONE_WITHIN = minutes(3)
const ASK_EVERY = seconds(1)

/** Removes what belongs to runs that ended without doing so; gives their ids. What belongs to a run that goes on stays. */
export async function sweep(cluster: Cluster): Promise<readonly string[]> {
  const namespaces = await listObjects(cluster, NAMESPACE, { labels: runSelector() })
  const ids = new Set(namespaces.map(({ metadata }) => metadata.labels?.[RUN_LABEL] ?? ''))
  const swept: string[] = []
  for (const id of ids) {
    const own = namespaces.filter(({ metadata }) => metadata.labels?.[RUN_LABEL] === id)
    if (!(await isExpired(cluster, id, own))) continue
    await removeRun(cluster, id)
    swept.push(id)
  }
  return swept
}

/** Removes all that belongs to one run, and waits until it is gone. Rejects when something stays. */
export async function removeRun(cluster: Cluster, id: string): Promise<void> {
  const labels = runSelector(id)
  for (const kind of CLUSTER_KINDS) {
    for (const object of await listObjects(cluster, kind, { labels })) await deleteObject(cluster, object)
  }
  const namespaces = await listObjects(cluster, NAMESPACE, { labels })
  const isLast = ({ metadata }: KubernetesObject): boolean => metadata.name === visitorsOf(id)
  // With its Lease the last one says whose the others are, should this be cut off.
  for (const some of [namespaces.filter(one => !isLast(one)), namespaces.filter(isLast)]) {
    for (const namespace of some) await deleteObject(cluster, namespace)
    await untilGone(
      cluster,
      some.map(({ metadata }) => metadata.name),
      labels,
    )
  }
}

async function untilGone(cluster: Cluster, names: readonly string[], labels: string): Promise<void> {
  const deadline = performance.now() + GONE_WITHIN
  for (;;) {
    const left = (await listObjects(cluster, NAMESPACE, { labels })).map(({ metadata }) => metadata.name)
    const still = names.filter(name => left.includes(name))
    if (still.length === 0) return
    if (performance.now() > deadline) throw new ExternalError(`The cluster does not remove ${still.join(', ')}`)
    await sleep(ASK_EVERY)
  }
}
