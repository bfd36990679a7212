import { createServer, type RequestListener, type Server } from 'node:http'
import type { Socket } from 'node:net'
import { errorCode } from '../../lib/system-error.ts'
import { RELEASE_HEADER, SERVED_BY, SERVED_BY_HEADER } from './contract/names.ts'

/** Longer than any proxy before it keeps a connection, so that it is never the app that closes one in use. */
const KEEP_ALIVE_TIMEOUT_MS = 95_000
/** Above the keep-alive timeout, or Node would end a kept connection by this one. */
const HEADERS_TIMEOUT_MS = 100_000
const REQUEST_TIMEOUT_MS = 120_000

/** The server of the public port; also what is not HTTP gets an answer that says which release gave it. */
export function createPublicServer(listener: RequestListener, release: string): Server {
  const server = createServer(
    {
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      // The app refuses these itself, with its headers.
      requireHostHeader: false,
    },
    listener,
  )
  server.on('clientError', (error, socket) => refuse(error, socket as Socket, release))
  // An unknown expectation may be ignored (RFC 9110, 10.1.1); Node would refuse it without our headers.
  server.on('checkExpectation', listener)
  return server
}

/** The reason line for each way in which a request can be no request. */
const REFUSALS: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: '413 Payload Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
}

function refuse(error: Error, socket: Socket, release: string): void {
  const code = errorCode(error) ?? ''
  // A connection that broke, or that already carries a part of an answer, can only be closed.
  if (code === 'ECONNRESET' || !socket.writable || socket.bytesWritten > 0) {
    socket.destroy(error)
    return
  }
  const head = [
    `HTTP/1.1 ${REFUSALS[code] ?? '400 Bad Request'}`,
    `${RELEASE_HEADER}: ${release}`,
    `${SERVED_BY_HEADER}: ${SERVED_BY}`,
    'content-length: 0',
    'connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n`)
}
