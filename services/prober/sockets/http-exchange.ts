import type { Socket } from 'node:net'
import { performance } from 'node:perf_hooks'
import { TLSSocket } from 'node:tls'
import type { buildConnector, Dispatcher } from 'undici'
import { steadyNow } from '../../../adapters/steady-clock.ts'
import { type Failure, NOTHING_SEEN, type Observation } from '../core/judge/observation.ts'
import { createPhaseClock, type PhaseClock } from '../core/judge/phase-clock.ts'
import type { Request, Route, TlsExpectation } from '../definition/model.ts'
import { type Located, locate } from './locate.ts'
import { networkFailure, socketFailure } from './network-failure.ts'
import { openSocket } from './open-socket.ts'
import { skipNameCheck } from './tls/certificate.ts'
import { readHandshake } from './tls/handshake.ts'
import { Client } from './undici-client.ts'
import { unpackBody } from './unpack-body.ts'

/** One HTTP request on a connection of its own. */
export interface HttpExchange {
  readonly route: Route
  readonly target: string
  readonly request: Request
  readonly tls: TlsExpectation
  readonly maxBodyBytes: number
  /** When it must have ended. */
  readonly deadlineSteady: number
  /** Counts the probe's slots: of several addresses each is used in turn. */
  readonly slotNumber: number
}

/** Closes a connection whose probe has ended; made once, for its stack trace costs as much as a request. */
const OVER = new Error('The probe is over')

/** Servers that send more headers than this are refused. */
const MAX_HEADER_BYTES = 16_384

/** Sends one request. Never rejects: whatever goes wrong is a failure in the phase in which it happened. */
export async function exchangeHttp(exchange: HttpExchange): Promise<Observation> {
  const clock = createPhaseClock(() => performance.now())
  const located = await locate(exchange.route, clock, exchange.deadlineSteady, exchange.slotNumber)
  if ('failure' in located) {
    return { ...NOTHING_SEEN, failure: located.failure, phases: clock.phases, durationSeconds: clock.durationSeconds }
  }
  return new Promise(resolve => dispatch(exchange, located, clock, resolve))
}

/** What has been observed so far, filled by the events of the connection. */
interface Seen {
  certificate?: Observation['certificate']
  status?: number
  headers?: Readonly<Record<string, string>>
  setCookie?: readonly string[]
  readonly chunks: Buffer[]
  bodyBytes: number
  alpn?: string
  socket?: Socket
  /** Whether the connection is established, so that undici closes it. */
  isConnected: boolean
  /** What broke the connection, before undici wraps it in an error of its own. */
  socketError?: Error
}

function dispatch(
  exchange: HttpExchange,
  { host, port, resolved }: Located,
  clock: PhaseClock,
  resolve: (observation: Observation) => void,
): void {
  const { route, target, request, maxBodyBytes } = exchange
  const seen: Seen = { chunks: [], bodyBytes: 0, isConnected: false }
  const name = host.includes(':') ? `[${host}]` : host
  let isOver = false
  const end = (failure?: Failure): void => {
    if (isOver) return
    isOver = true
    clock.stop()
    clearTimeout(timer)
    // With an error of our own, undici makes none with a stack trace for each connection. The observation is complete, so
    // what goes wrong while closing does not matter.
    client.destroy(OVER).catch(() => undefined)
    // A connection attempt that is never answered would otherwise stay open until the system gives up on it.
    if (!seen.isConnected) seen.socket?.destroy()
    resolve(observationOf(seen, failure, { clock, resolved, address: `${name}:${port}`, maxBodyBytes }))
  }
  const timer = setTimeout(
    () => end({ phase: clock.current, reason: 'timeout', detail: `The deadline passed in the phase ${clock.current}` }),
    Math.max(0, exchange.deadlineSteady - steadyNow()),
  )
  const client = new Client(`${route.isSecure ? 'https' : 'http'}://${name}:${port}`, {
    connect: connect(exchange, { host, port }, clock, seen, end),
    allowH2: request.httpVersion === '2',
    headersTimeout: 0,
    bodyTimeout: 0,
    maxHeaderSize: MAX_HEADER_BYTES,
  })
  const headers = { host: route.authority, 'user-agent': 'leadline', accept: '*/*', ...request.headers }
  client.dispatch(
    { path: target, method: request.method as 'GET', headers, body: request.body ?? null },
    recorder(seen, clock, maxBodyBytes, end),
  )
}

/** Records what undici reports of the request and its response. */
function recorder(
  seen: Seen,
  clock: PhaseClock,
  maxBodyBytes: number,
  end: (failure?: Failure) => void,
): Dispatcher.DispatchHandler {
  return {
    onRequestStart: () => undefined,
    onRequestSent: () => beginWaiting(seen.socket, clock),
    onResponseStart(_controller, status, headers) {
      // An interim response (103 Early Hints) is no answer: the server still works on it.
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
  }
}

/** The protocols that a handshake offers, by the version of HTTP that is asked for. */
const ALPN = { '1.1': ['http/1.1'], '2': ['http/1.1', 'h2'] } as const satisfies Record<Request['httpVersion'], unknown>

/**
 * Connects instead of undici's connector, and records the time of each event; a certificate that must verify and does not
 * ends the probe here. undici's connector sets up a lookup, a timeout and a session cache for each connection, none of
 * which a probe uses.
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
      // undici would retry a request that HTTP/2 did not process; a sample is one attempt.
      end({ phase: clock.current, reason: 'closed', detail: 'The server closed the connection without an answer' })
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
      end(socketFailure(error, clock.current, socket))
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
    skipNameCheck(socket)
    socket.once('connect', () => clock.begin('tls'))
    socket.once('secureConnect', () => {
      clock.stop()
      const { certificate, failure } = readHandshake(socket, route, tls)
      seen.certificate = certificate
      if (socket.alpnProtocol) seen.alpn = socket.alpnProtocol
      // Nothing is sent to an unverified peer, secrets least of all.
      if (failure === undefined) {
        ready()
        return
      }
      end(failure)
      callback(new Error(failure.detail), null)
    })
  }
}

/** The request is sent when the system has taken all of it; a peer that does not read keeps the phase `send` open. */
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
