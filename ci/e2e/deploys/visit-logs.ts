import type { Cluster } from '../../../adapters/kubernetes/cluster.ts'
import { listObjects } from '../../../adapters/kubernetes/objects.ts'
import type { RunPod } from '../pods.ts'
import { type FailedVisit, failedVisits, podAddresses } from './failed-visits.ts'

/** The failed requests that the visitor has printed. */
export async function readFailedVisits(cluster: Cluster, { namespace, name }: RunPod): Promise<readonly FailedVisit[]> {
  return failedVisits(await logOf(cluster, namespace, name))
}

/** The addresses of pods to which Traefik sent the visits of a run, by their numbers; empty where it writes no log of requests. */
export async function readAccessLog(cluster: Cluster, id: string): Promise<ReadonlyMap<number, string>> {
  const labels = 'app.kubernetes.io/name=traefik'
  const pods = await listObjects(cluster, ['v1', 'Pod'], { namespace: 'kube-system', labels })
  const logs = await Promise.all(pods.map(({ metadata }) => logOf(cluster, 'kube-system', metadata.name)))
  return podAddresses(logs.join('\n'), id)
}

async function logOf(cluster: Cluster, namespace: string, pod: string): Promise<string> {
  const answer = await cluster.ask(`/api/v1/namespaces/${namespace}/pods/${pod}/log`)
  return answer.status === 200 ? answer.text : ''
}
