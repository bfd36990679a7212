import { createServer, type Socket } from 'node:net'
import { pipeline } from 'node:stream/promises'
import { ExternalError } from '../../lib/system-error.ts'
import { podsBehind, type ServicePort } from './ask-inside.ts'
import type { Cluster } from './cluster.ts'
import { forwardTo } from './port-forward.ts'

/** A port of this machine that stands for a Service of the cluster. */
export interface LocalPort {
  readonly url: string
  readonly close: () => void
}

/**
 * Opens a port on the loopback address. Each connection goes to a pod that is ready then, so that it outlives its pods; without
 * one the connection is ended. Rejects when no port can be had.
 */
export async function openLocalPort(cluster: Cluster, place: ServicePort): Promise<LocalPort> {
  const open = new Set<Socket>()
  const server = createServer(socket => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    // What fails is seen by the one who asks: its connection ends.
    connect(cluster, place, socket).catch(() => socket.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
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

async function connect(cluster: Cluster, place: ServicePort, socket: Socket): Promise<void> {
  const [pod] = await podsBehind(cluster, place)
  if (pod === undefined) throw new ExternalError(`No pod of ${place.namespace}/${place.service} is ready`)
  const stream = await forwardTo(cluster, pod)
  await pipeline(socket, stream, socket)
}
