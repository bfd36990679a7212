import { type Cluster, openCluster } from '../../../adapters/kubernetes/cluster.ts'
import { ClusterError, RefusedError } from '../../../adapters/kubernetes/cluster-error.ts'
import { NO_KUBECONFIG } from '../../../adapters/kubernetes/kubeconfig.ts'
import type { CommandIo } from '../../../lib/command/command.ts'
import { describeError } from '../../../lib/describe-error.ts'
import { seconds } from '../../../lib/duration.ts'
import { accepted } from '../../doctor/place/reading.ts'

/** The cluster of the kubeconfig, or why it cannot be used. */
export type Reached = { readonly cluster: Cluster } | { readonly refused: string }

/** One that has not answered yet is not waited for as one that has: a wrong kubeconfig is said within seconds. */
const FIRST_ANSWER_WITHIN = seconds(4)

/** Opens the cluster of the kubeconfig, and asks it once. What it refuses is left to those that ask more. */
export async function reachCluster(io: Pick<CommandIo, 'env'>): Promise<Reached> {
  try {
    const cluster = await openCluster(io.env)
    if (cluster === undefined) return { refused: `${NO_KUBECONFIG}.` }
    // Everyone may read the version; only one who is logged in gets another answer than 401 for this.
    const answer = await cluster.ask('/api/v1/namespaces/kube-system', { timeout: FIRST_ANSWER_WITHIN })
    accepted(cluster, answer, 'get Namespace kube-system')
    return { cluster }
  } catch (error) {
    if (error instanceof RefusedError) return { cluster: (await openCluster(io.env)) as Cluster }
    if (!(error instanceof ClusterError)) throw error
    return { refused: `${describeError(error)} Nothing was changed.` }
  }
}
