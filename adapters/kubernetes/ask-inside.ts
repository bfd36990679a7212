import { request } from 'node:http'
import type { Duplex } from 'node:stream'
import { describeError } from '../../lib/describe-error.ts'
import { type Duration, humanDuration } from '../../lib/duration.ts'
import { at, listAt, numberAt, textAt } from '../../lib/json/path.ts'
import { ExternalError } from '../../lib/system-error.ts'
import { readBounded } from '../http.ts'
import type { Cluster } from './cluster.ts'
import { listObjects } from './objects.ts'
import { forwardTo, type PodPort } from './port-forward.ts'

/** A Service of the cluster, and one of its ports by name. */
export interface ServicePort {
  readonly namespace: string
  readonly service: string
  /** Undefined: its only port. */
  readonly portName?: string
}

/** What a server inside the cluster answered. */
export interface InsideAnswer {
  readonly status: number
  readonly text: string
}

/** Longer answers are cut off with an error: a page of metrics is well under a mebibyte. */
const LARGEST_ANSWER_BYTES = 8 * 2 ** 20

/** The ready pods behind a Service, each with its port. Rejects when the API server refuses. */
export async function podsBehind(cluster: Cluster, place: ServicePort): Promise<readonly PodPort[]> {
  const { namespace, service, portName } = place
  const labels = `kubernetes.io/service-name=${service}`
  const slices = await listObjects(cluster, ['discovery.k8s.io/v1', 'EndpointSlice'], { namespace, labels })
  return slices.flatMap(slice => {
    const port = listAt(slice, 'ports').find(one => portName === undefined || textAt(one, 'name') === portName)
    const number = numberAt(port, 'port')
    if (number === undefined) return []
    return listAt(slice, 'endpoints')
      .filter(
        endpoint => at(endpoint, 'conditions', 'ready') !== false && textAt(endpoint, 'targetRef', 'kind') === 'Pod',
      )
      .map(endpoint => ({ namespace, pod: textAt(endpoint, 'targetRef', 'name'), port: number }))
  })
}

/** One exchange over HTTP with a port of a pod, through the API server. Rejects with an ExternalError when there is no answer. */
export async function askInside(
  cluster: Cluster,
  target: PodPort,
  path: string,
  patience: Duration,
): Promise<InsideAnswer> {
  const signal = AbortSignal.timeout(patience)
  const connection = await forwardTo(cluster, target, patience)
  // What fails before the request listens, and after it has ended, is no more than the end of the connection.
  connection.on('error', () => undefined)
  try {
    return await exchange(connection, path, signal)
  } catch (error) {
    if (error instanceof ExternalError) throw error
    const why = signal.aborted ? `no answer within ${humanDuration(patience)}` : describeError(error)
    throw new ExternalError(`Port ${target.port} of ${target.namespace}/${target.pod} does not answer: ${why}`)
  } finally {
    connection.destroy()
  }
}

function exchange(connection: Duplex, path: string, signal: AbortSignal): Promise<InsideAnswer> {
  return new Promise((resolve, reject) => {
    // The connection is no socket of the system, but is used as one by Node.
    const createConnection = () => connection as never
    const outgoing = request({ path, signal, createConnection, headers: { host: 'localhost', connection: 'close' } })
    outgoing.on('error', reject)
    outgoing.on('response', response => {
      readBounded(response, LARGEST_ANSWER_BYTES).then(
        bytes => resolve({ status: response.statusCode ?? 0, text: bytes.toString('utf8') }),
        reject,
      )
    })
    outgoing.end()
  })
}
