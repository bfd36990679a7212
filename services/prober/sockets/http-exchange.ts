import type { Socket } from 'node:net'
import { performance } from 'node:perf_hooks'
import { TLSSocket } from 'node:tls'
import type { buildConnector } from 'undici'
import { type Failure, NOTHING_SEEN, type Observation } from '../core/judge/observation.ts'
import { createPhaseClock, type PhaseClock } from '../core/judge/phase-clock.ts'
import type { Request, Route, TlsExpectation } from '../definition/model.ts'
import { leaveNameToUs, peerCertificate } from './certificate.ts'
import { type Located, locate } from './locate.ts'
import { certificateFailure, networkFailure } from './network-failure.ts'
import { openSocket } from './open-socket.ts'
import { Client } from './undici-client.ts'
import { unpackBody } from './unpack-body.ts'

/** One HTTP request on a connection of its own. */
export interface HttpExchange {
  readonly route: Route
  readonly target: string
  readonly request: Request
  readonly tls: TlsExpectation
  readonly maxBodyBytes: number
  /** When it must have ended, in milliseconds of `performance.now()`. */
  readonly deadline: number
  /** Counts slots: which of several addresses has its turn. */
  readonly turn: number
}

/** Why a connection is closed when its probe has ended; made once, for a stack trace costs as much as a request. */
const OVER = new Error('The probe is over')

/** Servers that send more headers than this are refused. */
const MAX_HEADER_BYTES = 16_384

/** Sends one request and tells what was seen. Never rejects: whatever goes wrong is a failure in the phase it came in. */
export async function exchangeHttp(exchange: HttpExchange): Promise<Observation> {
  const clock = createPhaseClock(() => performance.now())
  const located = await locate(exchange.route, clock, exchange.deadline, exchange.turn)
  if ('failure' in located) {
    return { ...NOTHING_SEEN, failure: located.failure, phases: clock.phases, durationSeconds: clock.durationSeconds }
  }
  return new Promise(resolve => dispatch(exchange, located, clock, resolve))
}

/** What has been seen so far, filled by the events of the connection. */
interface Seen {
  certificate?: Observation['certificate']
  status?: number
  headers?: Readonly<Record<string, string>>
  setCookie?: readonly string[]
  readonly chunks: Buffer[]
  bodyBytes: number
  alpn?: string
  socket?: Socket
  /** Whether the connection stands, and is undici's to close. */
  isConnected: boolean
  /** What broke the connection, before undici makes its own error of it. */
  socketError?: Error
}

function dispatch(
  exchange: HttpExchange,
  { host, port, resolved }: Located,
  clock: PhaseClock,
  resolve: (observation: Observation) => void,
): void {
  const { route, request, maxBodyBytes } = exchange
  const seen: Seen = { chunks: [], bodyBytes: 0, isConnected: false }
  const name = host.includes(':') ? `[${host}]` : host
  let isOver = false
  const end = (failure?: Failure): void => {
    if (isOver) return
    isOver = true
    clock.stop()
    clearTimeout(timer)
    // undici is not asked to end the connection: it would make an error, with its stack, for each one. It ends here.
    // The observation is complete; what closing still meets is nobody's business.
    client.destroy(OVER).catch(() => undefined)
    // A connection that nobody answers would else stay open until the system gives up on it.
    if (!seen.isConnected) seen.socket?.destroy()
    resolve(observationOf(seen, failure, { clock, resolved, address: `${name}:${port}`, maxBodyBytes }))
  }
  const timer = setTimeout(
    () => end({ phase: clock.current, reason: 'timeout', detail: `The deadline passed in the phase ${clock.current}` }),
    Math.max(0, exchange.deadline - performance.now()),
  )
  const client = new Client(`${route.isSecure ? 'https' : 'http'}://${name}:${port}`, {
    connect: connect(exchange, { host, port }, clock, seen, end),
    allowH2: request.httpVersion === '2',
    headersTimeout: 0,
    bodyTimeout: 0,
    maxHeaderSize: MAX_HEADER_BYTES,
  })
  client.dispatch(
    {
      path: exchange.target,
      method: request.method as 'GET',
      headers: { host: route.authority, 'user-agent': 'leadline', accept: '*/*', ...request.headers },
      body: request.body ?? null,
    },
    {
      onRequestStart: () => undefined,
      onRequestSent: () => beginWaiting(seen.socket, clock),
      onResponseStart(_controller, status, headers) {
        // What comes before the answer (103 Early Hints) is none: the server still works on it.
        if (status < 200) return
        clock.begin('transfer')
        seen.status = status
        seen.headers = flatten(headers)
        seen.setCookie = [headers['set-cookie'] ?? []].flat()
      },
      onResponseData(_controller, chunk) {
        seen.bodyBytes += chunk.length
        seen.chunks.push(chunk)
        if (seen.bodyBytes > maxBodyBytes) end(tooLarge(maxBodyBytes))
      },
      onResponseEnd: () => end(),
      onResponseError: (_controller, error) => end(networkFailure(seen.socketError ?? error, clock.current)),
    },
  )
}

/** What a handshake offers to speak, by the version of HTTP that is asked for. */
const ALPN = { '1.1': ['http/1.1'], '2': ['http/1.1', 'h2'] } as const satisfies Record<Request['httpVersion'], unknown>

/**
 * Connects in undici's place, and notes the time of each event; a certificate that must verify and does not ends it here.
 * undici's own way sets up a lookup, a timeout and a session cache for each connection, none of which a probe uses.
 */
function connect(
  { route, tls, request }: HttpExchange,
  { host, port }: Pick<Located, 'host' | 'port'>,
  clock: PhaseClock,
  seen: Seen,
  end: (failure: Failure) => void,
): buildConnector.connector {
  let isFirst = true
  return (_options, callback) => {
    if (!isFirst) {
      // undici would send a request that HTTP/2 did not process once more; a sample is one attempt.
      end({ phase: clock.current, reason: 'closed', detail: 'The server went away without an answer' })
      callback(new Error('A probe connects once'), null)
      return
    }
    isFirst = false
    clock.begin('connect')
    const socket = openSocket(route, { host, port, alpn: ALPN[request.httpVersion] })
    seen.socket = socket
    socket.on('error', error => {
      if (seen.isConnected) {
        seen.socketError ??= error
        return
      }
      end(networkFailure(error, clock.current))
      callback(error, null)
    })
    const ready = (): void => {
      seen.isConnected = true
      clock.begin('send')
      callback(null, socket)
    }
    if (!(socket instanceof TLSSocket)) {
      socket.once('connect', ready)
      return
    }
    leaveNameToUs(socket)
    socket.once('connect', () => clock.begin('tls'))
    socket.once('secureConnect', () => {
      clock.stop()
      seen.certificate = peerCertificate(socket, tls.hostname ?? route.serverName)
      if (socket.alpnProtocol) seen.alpn = socket.alpnProtocol
      const problem = seen.certificate === undefined ? 'no certificate' : seen.certificate.problem
      // Nothing is sent to a stranger, secrets least of all.
      if (!tls.isVerified || problem === undefined) {
        ready()
        return
      }
      end(certificateFailure(problem))
      callback(new Error(problem), null)
    })
  }
}

/** The request is out when the system has taken it; a peer that does not read what is sent keeps the phase open. */
function beginWaiting(socket: Socket | undefined, clock: PhaseClock): void {
  if (clock.current !== 'send') return
  if (socket?.writableNeedDrain) socket.once('drain', () => beginWaiting(socket, clock))
  else clock.begin('wait')
}

function tooLarge(maxBytes: number): Failure {
  return { phase: 'transfer', reason: 'body_size', detail: `The body is larger than ${maxBytes} bytes` }
}

function flatten(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      Array.isArray(value) ? value.join(', ') : `${value}`,
    ]),
  )
}

interface Rest {
  readonly clock: PhaseClock
  readonly resolved: readonly string[]
  readonly address: string
  readonly maxBodyBytes: number
}

function observationOf(
  seen: Seen,
  failure: Failure | undefined,
  { clock, resolved, address, maxBodyBytes }: Rest,
): Observation {
  const headers = seen.headers ?? {}
  const body = unpackBody(Buffer.concat(seen.chunks), headers['content-encoding'], maxBodyBytes)
  return {
    ...NOTHING_SEEN,
    phases: clock.phases,
    durationSeconds: clock.durationSeconds,
    failure: failure ?? (body.isTooLarge ? tooLarge(maxBodyBytes) : undefined),
    resolved,
    address,
    certificate: seen.certificate,
    response:
      seen.status === undefined
        ? undefined
        : {
            status: seen.status,
            httpVersion: seen.alpn === 'h2' ? '2' : '1.1',
            headers,
            setCookie: seen.setCookie ?? [],
            body: body.text,
            bodyBytes: seen.bodyBytes,
            redirects: [],
          },
  }
}
