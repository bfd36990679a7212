import type { CommandIo } from '../../lib/command/command.ts'
import { seconds } from '../../lib/duration.ts'
import { ExternalError } from '../../lib/system-error.ts'

/** `--cluster`: the installation in a cluster is meant, and no stack on this machine. */
export const CLUSTER_OPTION = {
  type: 'string',
  value: '[CONTEXT]',
  isBareAllowed: true,
  help: 'ask the installation in a cluster, by a context of the kubeconfig; the current one where none is named',
} as const

/** How messages name the Prometheus there, whose address for a command says nothing. */
export const CLUSTER_PROMETHEUS = 'the Prometheus of the cluster'

/** What commands ask in a cluster, and the Service that each stands behind. */
const PARTS = {
  prometheus: { in: 'monitoringNamespace', portName: 'http' },
  alertmanager: { in: 'monitoringNamespace', portName: 'http' },
  prober: { in: 'namespace', portName: 'metrics' },
  status: { in: 'namespace', portName: 'http' },
} as const

const PATIENCE = seconds(10)

/**
 * Lets `use` ask a part of the installation in a cluster at an address of this machine, through the API server. `context` is the value of
 * `--cluster`. Rejects with an ExternalError that says what is in the way: kubeconfig, API server, right or pod.
 */
export async function inCluster<T>(
  context: string,
  part: keyof typeof PARTS,
  io: Pick<CommandIo, 'env'>,
  use: (url: string) => Promise<T>,
): Promise<T> {
  // Kubernetes' client takes most of a second to load, which commands about this machine do not wait for.
  const [{ openCluster }, { withLocalPort }, { NO_KUBECONFIG }, { DEFAULT_RENDER_OPTIONS, namespacesOf }] =
    await Promise.all([
      import('../../adapters/kubernetes/cluster.ts'),
      import('../../adapters/kubernetes/local-port.ts'),
      import('../../adapters/kubernetes/kubeconfig.ts'),
      import('../../k8s/render/values.ts'),
    ])
  const cluster = await openCluster(io.env, PATIENCE, context === '' ? undefined : context)
  if (cluster === undefined) throw new ExternalError(NO_KUBECONFIG)
  const { in: where, portName } = PARTS[part]
  return withLocalPort(
    cluster,
    { namespace: namespacesOf(DEFAULT_RENDER_OPTIONS)[where], service: part, portName },
    use,
  )
}
