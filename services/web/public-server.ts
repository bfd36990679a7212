import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { errorCode } from '../../lib/system-error.ts'
import { RELEASE_HEADER, SERVED_BY, SERVED_BY_HEADER } from './contract/names.ts'

/** Longer than any proxy before it keeps a connection, so that it is never the app that closes one in use. */
const KEEP_ALIVE_TIMEOUT_MS = 95_000
/** How long a request may take, however steadily its bytes come; a kept connection without a request is not bound by it. */
interface Patience {
  /** From a request's first byte to the end of its head, and of its body. */
  readonly headMs: number
  readonly requestMs: number
  /** How often Node looks for requests that take longer. */
  readonly checkMs: number
}

const PATIENCE: Patience = { headMs: 15_000, requestMs: 30_000, checkMs: 5000 }
/** In bytes: more than any proxy before it passes on, whose own limit answers the client without a broken connection. */
const MAX_HEADER_BYTES = 65_536

/** The server of the public port; also what is not HTTP gets an answer that says which release gave it. */
export function createPublicServer(listener: RequestListener, release: string, patience = PATIENCE): Server {
  /** The latest request of each connection, with its answer. */
  const latest = new WeakMap<Socket, Exchange>()
  const listen: RequestListener = (request, response) => {
    latest.set(request.socket, { request, response })
    listener(request, response)
  }
  const server = createServer(
    {
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
      headersTimeout: patience.headMs,
      requestTimeout: patience.requestMs,
      connectionsCheckingInterval: patience.checkMs,
      maxHeaderSize: MAX_HEADER_BYTES,
      // The app refuses these itself, with its headers.
      requireHostHeader: false,
    },
    listen,
  )
  server.on('clientError', (error, socket) => refuse(error, socket as Socket, latest.get(socket as Socket), release))
  // An unknown expectation may be ignored (RFC 9110, 10.1.1); Node would refuse it without our headers.
  server.on('checkExpectation', listen)
  // Node would close the connection of a tunnel's request without an answer.
  server.on('connect', (_, socket) => answer(socket as Socket, '405 Method Not Allowed', release))
  return server
}

interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

/** The status line for each way in which a request can be no request. */
const REFUSALS: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: '413 Payload Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
}

/**
 * Answers what cannot be read as a request. A proxy counts a connection that closes without an answer as a failure of the
 * app, and would take it out for every visitor because of one client.
 */
function refuse(error: Error, socket: Socket, latest: Exchange | undefined, release: string): void {
  const code = errorCode(error) ?? ''
  if (code === 'ECONNRESET' || !socket.writable) {
    socket.destroy(error)
    return
  }
  const status = REFUSALS[code] ?? '400 Bad Request'
  // Whoever waits for a body that does not come would wait for ever.
  const isWaiting = code === 'ERR_HTTP_REQUEST_TIMEOUT' && latest?.response.headersSent === false
  if (latest === undefined || latest.response.writableFinished || isWaiting) {
    answer(socket, status, release)
    return
  }
  // An answer is being written. It belongs to a request before the broken one, or to the broken one itself when it is the
  // body that cannot be read; then it is the only answer.
  const { request, response } = latest
  response.once('finish', () => (request.complete ? answer(socket, status, release) : socket.end()))
}

function answer(socket: Socket, status: string, release: string): void {
  const head = [
    `HTTP/1.1 ${status}`,
    `${RELEASE_HEADER}: ${release}`,
    `${SERVED_BY_HEADER}: ${SERVED_BY}`,
    'content-length: 0',
    'connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n`)
}
