import type { IncomingMessage } from 'node:http'
import { Duplex } from 'node:stream'
import { text as readAll } from 'node:stream/consumers'
import { WebSocket } from 'ws'
import { type Duration, humanDuration, seconds } from '../../lib/duration.ts'
import { parseJson } from '../../lib/json/parse.ts'
import { textAt } from '../../lib/json/path.ts'
import { ExternalError } from '../../lib/system-error.ts'
import { oneLine } from '../../lib/text/one-line.ts'
import type { Cluster } from './cluster.ts'
import { RefusedError, unansweredBy } from './cluster-error.ts'

/** A port of a pod. */
export interface PodPort {
  readonly namespace: string
  readonly pod: string
  readonly port: number
}

/** The protocol that carries bytes in numbered channels (k8s.io/apimachinery, remotecommand constants). */
const PROTOCOL = 'v4.channel.k8s.io'
const DATA = 0
const ERROR = 1
/** Each channel begins with the number of the port, in two bytes. */
const PORT_BYTES = 2
const LONGEST_REFUSAL = 4096
const OPEN_WITHIN = seconds(4)
/** What is sent and not yet taken by the network may not fill the memory. */
const MOST_BUFFERED_BYTES = 1 << 20

/**
 * Opens a connection to a port of a pod through the API server, past every network policy. Rejects with an ExternalError when it
 * cannot be opened; what fails later, such as a port on which nothing listens, ends the stream with an ExternalError.
 */
export async function forwardTo(cluster: Cluster, target: PodPort, patience: Duration = OPEN_WITHIN): Promise<Duplex> {
  const { namespace, pod, port } = target
  const { url, options } = await cluster.dial(`/api/v1/namespaces/${namespace}/pods/${pod}/portforward?ports=${port}`)
  url.protocol = url.protocol === 'http:' ? 'ws:' : 'wss:'
  const socket = new WebSocket(url, PROTOCOL, {
    ...(options as object),
    handshakeTimeout: patience,
    maxPayload: 16 << 20,
    perMessageDeflate: false,
  })
  // What comes with the handshake would be lost on a stream that is made after it.
  const stream = streamOf(socket, target)
  await new Promise<void>((resolve, reject) => {
    // Until it is open its errors are the reason that it is not.
    stream.on('error', () => undefined)
    socket.once('open', resolve)
    socket.once('unexpected-response', (request, response: IncomingMessage) => {
      refusal(target, response)
        .then(reject, reject)
        .finally(() => request.destroy())
    })
    socket.once('error', error => {
      const isLate = /handshake has timed out/.test(error.message)
      const late = `The API server ${cluster.server} opened no port-forward within ${humanDuration(patience)}`
      reject(isLate ? new ExternalError(late) : unansweredBy(cluster.server, error))
    })
  })
  stream.removeAllListeners('error')
  return stream
}

/** Why an API server opened none, in its own words. */
async function refusal({ namespace, pod, port }: PodPort, response: IncomingMessage): Promise<RefusedError> {
  const said = (await readAll(response).catch(() => '')).slice(0, LONGEST_REFUSAL)
  const why = textAt(parseJson(said), 'message') || `it answers ${response.statusCode} ${oneLine(said).slice(0, 200)}`
  return new RefusedError(`forward port ${port} of ${namespace}/${pod}`, response.statusCode ?? 0, why.trim())
}

function streamOf(socket: WebSocket, { namespace, pod, port }: PodPort): Duplex {
  const skip = new Map([
    [DATA, PORT_BYTES],
    [ERROR, PORT_BYTES],
  ])
  const stream = new Duplex({
    read: () => socket.resume(),
    write(chunk: Buffer, _encoding, done) {
      if (socket.bufferedAmount > MOST_BUFFERED_BYTES) return done(new ExternalError('The port-forward takes no more'))
      socket.send(Buffer.concat([Buffer.from([DATA]), chunk]), error => done(error))
    },
    final(done) {
      socket.close()
      done()
    },
    destroy(error, done) {
      socket.terminate()
      done(error)
    },
  })
  let complaint = ''
  socket.on('message', (data: Buffer) => {
    const channel = data[0] ?? DATA
    const skipped = Math.min(skip.get(channel) ?? 0, data.length - 1)
    skip.set(channel, (skip.get(channel) ?? 0) - skipped)
    const rest = data.subarray(1 + skipped)
    if (rest.length === 0) return
    if (channel === ERROR) complaint += rest.toString('utf8').slice(0, LONGEST_REFUSAL)
    else if (!stream.push(rest)) socket.pause()
  })
  socket.on('error', error => stream.destroy(new ExternalError(`The port-forward broke: ${error.message}`)))
  socket.on('close', () => {
    if (complaint === '') return void stream.push(null)
    const why = /connection refused/.test(complaint) ? 'nothing listens there' : oneLine(complaint).slice(0, 200)
    stream.destroy(new ExternalError(`Port ${port} of ${namespace}/${pod} cannot be reached: ${why}`))
  })
  return stream
}
