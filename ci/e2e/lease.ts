import type { Cluster } from '../../adapters/kubernetes/cluster.ts'
import { applyObject, readObject } from '../../adapters/kubernetes/objects.ts'
import { textAt } from '../../lib/json/path.ts'
import { isLeaseExpired, LEASE_LASTS, LEASE_RENEWED_EVERY, leaseSpec } from '../../lib/kubernetes/lease.ts'
import type { KubernetesObject } from '../../lib/kubernetes/object.ts'
import { MANAGER, visitorsOf } from './run-objects.ts'

/** A Lease that is being renewed. */
export interface HeldLease {
  /** Aborts when it could not be renewed in time: another run may then take away what this one made. */
  readonly lost: AbortSignal
  readonly stop: () => void
}

/** Makes a run's Lease, and renews it until it is stopped. */
export async function holdLease(cluster: Cluster, id: string): Promise<HeldLease> {
  const lost = new AbortController()
  let renewed = await renew(cluster, id)
  const timer = setInterval(async () => {
    try {
      renewed = await renew(cluster, id)
    } catch {
      // The next renewal may work; what counts is how long none has.
      if (performance.now() - renewed > LEASE_LASTS) lost.abort()
    }
  }, LEASE_RENEWED_EVERY)
  return { lost: lost.signal, stop: () => clearInterval(timer) }
}

/** Renews by the clock of the API server, which all runs share. */
async function renew(cluster: Cluster, id: string): Promise<number> {
  const { date } = await cluster.ask('/version')
  await applyObject(cluster, leaseObject(id, date), MANAGER)
  return performance.now()
}

function leaseObject(id: string, now: Date): KubernetesObject {
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: 'run', namespace: visitorsOf(id) },
    spec: leaseSpec(id, now),
  }
}

/** Whether a run has not renewed its Lease; one that has none yet, since it was just begun, counts from its namespace. */
export async function isExpired(
  cluster: Cluster,
  id: string,
  namespaces: readonly KubernetesObject[],
): Promise<boolean> {
  const { date } = await cluster.ask('/version')
  const lease = await readObject(cluster, leaseObject(id, date))
  const begun = namespaces.map(namespace => Date.parse(textAt(namespace, 'metadata', 'creationTimestamp')))
  return isLeaseExpired(lease, date, Math.max(...begun))
}
