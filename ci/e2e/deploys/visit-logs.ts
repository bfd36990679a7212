import type { Cluster } from '../../../adapters/kubernetes/cluster.ts'
import { listObjects, readObject } from '../../../adapters/kubernetes/objects.ts'
import { listAt, numberAt } from '../../../lib/json/path.ts'
import { readPodLog, readPodLogIfAny } from '../pod-log.ts'
import type { RunPod } from '../pods.ts'
import { FailedCheck } from '../report.ts'
import { tallyOf } from '../visitor.ts'
import { type FailedVisit, failedVisits, podAddresses } from './failed-visits.ts'

/** How many requests the visitor has sent, and each that failed. Throws where its log does not hold all of them. */
export async function readVisits(
  cluster: Cluster,
  visitor: RunPod,
): Promise<{ readonly requests: number; readonly failed: readonly FailedVisit[] }> {
  const log = await readPodLog(cluster, visitor)
  const { requests, failed: counted } = tallyOf(log)
  const failed = failedVisits(log)
  if (failed.length < counted) {
    throw new FailedCheck(`${counted} requests failed, and the log of ${visitor.name} has ${failed.length} of them`)
  }
  // The log and the counters of a container that ended went with it.
  const pod = await readObject(cluster, { apiVersion: 'v1', kind: 'Pod', metadata: visitor })
  const restarts = numberAt(listAt(pod, 'status', 'containerStatuses')[0], 'restartCount')
  if (restarts !== 0) throw new FailedCheck(`${visitor.name} began anew, and what it had sent before is not known`)
  return { requests, failed }
}

/** The addresses of pods to which Traefik sent the visits of a run, by their numbers; empty where it writes no log of requests. */
export async function readAccessLog(cluster: Cluster, id: string): Promise<ReadonlyMap<number, string>> {
  const [namespace, labels] = ['kube-system', 'app.kubernetes.io/name=traefik']
  const pods = await listObjects(cluster, ['v1', 'Pod'], { namespace, labels })
  // Without a log the failures that it would explain are ours, so nothing is hidden.
  const logs = await Promise.all(pods.map(({ metadata: { name } }) => readPodLogIfAny(cluster, { namespace, name })))
  return podAddresses(logs.join('\n'), id)
}
