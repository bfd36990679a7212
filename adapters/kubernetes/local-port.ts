import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { pipeline } from 'node:stream/promises'
import { ExternalError } from '../../lib/system-error.ts'
import { podsBehind, type ServicePort } from './ask-inside.ts'
import type { Cluster } from './cluster.ts'
import { RefusedError } from './cluster-error.ts'
import { forwardTo, type PodPort } from './port-forward.ts'

/** A port of this machine that stands for a Service of the cluster. */
export interface LocalPort {
  readonly url: string
  readonly close: () => void
}

const FORBIDDEN = 403

/**
 * Opens a port on the loopback address. Each connection goes through the API server to a pod that is ready then, so that it outlives
 * its pods; without one the connection is ended. Rejects when no port can be had.
 */
export async function openLocalPort(cluster: Cluster, place: ServicePort): Promise<LocalPort> {
  const open = new Set<Socket>()
  const server = createServer(socket => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
    // What fails is seen by the one who asks: its connection ends.
    carry(cluster, place, socket).catch(() => socket.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new ExternalError('No port of this machine can be had')
  return {
    url: `http://127.0.0.1:${address.port}/`,
    close() {
      for (const socket of open) socket.destroy()
      server.close()
    },
  }
}

/**
 * Lets `use` have a port of a Service in a cluster as an address of this machine, which is gone when `use` has ended. Rejects with an
 * ExternalError where no pod is ready, or the account of the kubeconfig may not reach it.
 */
export async function withLocalPort<T>(
  cluster: Cluster,
  place: ServicePort,
  use: (url: string) => Promise<T>,
): Promise<T> {
  await tryPod(cluster, place)
  const port = await openLocalPort(cluster, place)
  try {
    return await use(port.url)
  } finally {
    port.close()
  }
}

/** Connects once: what is in the way is said before anything is asked. */
async function tryPod(cluster: Cluster, place: ServicePort): Promise<void> {
  try {
    const tried = await forwardTo(cluster, await readyPod(cluster, place))
    tried.on('error', () => undefined)
    tried.destroy()
  } catch (error) {
    if (!(error instanceof RefusedError) || error.status !== FORBIDDEN) throw error
    throw new ExternalError(
      `${error.message}\nThe account of the context ${cluster.context} needs to list endpointslices, and to get and create pods/portforward, in ${place.namespace}.`,
    )
  }
}

async function readyPod(cluster: Cluster, place: ServicePort): Promise<PodPort> {
  const { service, namespace } = place
  const [pod] = await podsBehind(cluster, place)
  if (pod !== undefined) return pod
  throw new ExternalError(
    `No pod of ${service} is ready in ${namespace} of the cluster ${cluster.context}: \`kubectl -n ${namespace} get pods\``,
  )
}

async function carry(cluster: Cluster, place: ServicePort, socket: Socket): Promise<void> {
  const inside = await forwardTo(cluster, await readyPod(cluster, place))
  await pipeline(socket, inside, socket)
}
