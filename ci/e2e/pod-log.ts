import { type Cluster, refusalOf } from '../../adapters/kubernetes/cluster.ts'
import { collectionPath } from '../../k8s/render/api-paths.ts'
import type { RunPod } from './pods.ts'
import { FailedCheck } from './report.ts'

/** What a pod has written, the last lines where so many are asked for. A log that cannot be read says nothing, so it fails the check. */
export async function readPodLog(cluster: Cluster, pod: RunPod, lines?: number): Promise<string> {
  const answer = await askForLog(cluster, pod, lines)
  if (answer.status === 200) return answer.text
  throw new FailedCheck(`the log of ${pod.name} cannot be read: ${refusalOf(answer)}`)
}

/** The same where a log that cannot be read is only one that is looked for again, or that explains nothing: it is empty then. */
export async function readPodLogIfAny(cluster: Cluster, pod: RunPod, lines?: number): Promise<string> {
  const answer = await askForLog(cluster, pod, lines)
  return answer.status === 200 ? answer.text : ''
}

function askForLog(cluster: Cluster, { namespace, name }: RunPod, lines: number | undefined) {
  const query = lines === undefined ? '' : `?tailLines=${lines}`
  return cluster.ask(`${collectionPath('v1', 'Pod', namespace)}/${name}/log${query}`)
}
