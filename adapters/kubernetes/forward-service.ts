import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { pipeline } from 'node:stream/promises'
import { ExternalError } from '../../lib/system-error.ts'
import { podsBehind, type ServicePort } from './ask-inside.ts'
import type { Cluster } from './cluster.ts'
import { RefusedError } from './cluster-error.ts'
import { forwardTo, type PodPort } from './port-forward.ts'

const FORBIDDEN = 403

/**
 * Lets `use` have a port of a Service in a cluster as an address of this machine, `http://127.0.0.1:PORT`: each connection to it goes
 * through the API server to one ready pod. The address is gone when `use` has ended. Rejects with an ExternalError where no pod is
 * ready, or the account of the kubeconfig may not reach it.
 */
export async function withForwarded<T>(
  cluster: Cluster,
  place: ServicePort,
  use: (url: string) => Promise<T>,
): Promise<T> {
  const pod = await reachablePod(cluster, place)
  const open = new Set<Socket>()
  const server = createServer(socket => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
    // Who asked sees that the connection ends, and says what it was for.
    carry(cluster, pod, socket).catch(() => socket.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  } finally {
    server.close()
    for (const socket of open) socket.destroy()
  }
}

/** A ready pod behind the Service that a connection reaches: what is in the way is said before anything is asked. */
async function reachablePod(cluster: Cluster, place: ServicePort): Promise<PodPort> {
  const { service, namespace } = place
  try {
    const [pod] = await podsBehind(cluster, place)
    if (pod === undefined)
      throw new ExternalError(
        `No pod of ${service} is ready in ${namespace} of the cluster ${cluster.context}: \`kubectl -n ${namespace} get pods\``,
      )
    const tried = await forwardTo(cluster, pod)
    tried.on('error', () => undefined)
    tried.destroy()
    return pod
  } catch (error) {
    if (!(error instanceof RefusedError) || error.status !== FORBIDDEN) throw error
    throw new ExternalError(
      `${error.message}\nThe account of the context ${cluster.context} needs to list endpointslices, and to get and create pods/portforward, in ${namespace}.`,
    )
  }
}

async function carry(cluster: Cluster, pod: PodPort, socket: Socket): Promise<void> {
  const inside = await forwardTo(cluster, pod)
  await pipeline(socket, inside, socket)
}
