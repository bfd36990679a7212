import type { Socket } from 'node:net'
import { performance } from 'node:perf_hooks'
import { TLSSocket } from 'node:tls'
import type { buildConnector, Client as ClientOfUndici } from 'undici'
import { steadyNow } from '../../../../adapters/steady-clock.ts'
import { type Failure, NOTHING_SEEN, type Observation } from '../../core/judge/observation.ts'
import { createPhaseClock, type PhaseClock } from '../../core/judge/phase-clock.ts'
import { addressText } from '../../definition/host-name.ts'
import type { Request, Route, TlsExpectation } from '../../definition/model.ts'
import { type Located, locate } from '../locate.ts'
import { lateFailure } from '../tls/lone-alert.ts'
import { createGrowingBuffer } from '../wire/growing-buffer.ts'
import { correctHttp1 } from '../wire/http1-wire.ts'
import { watchHttp2 } from '../wire/http2-wire.ts'
import { createMeasure } from '../wire/measure.ts'
import { recorderOf, type Seen } from './answer-recorder.ts'
import { connectorOf } from './connector.ts'
import { type Delivered, deliverBody } from './deliver-body.ts'
import { Client } from './undici-client.ts'

/** One HTTP request on a connection of its own. */
export interface HttpExchange {
  readonly route: Route
  readonly target: string
  readonly request: Request
  readonly tls: TlsExpectation
  readonly maxHeaderBytes: number
  readonly maxBodyBytes: number
  /** When it must have ended. */
  readonly deadlineSteady: number
  /** Counts the probe's slots: of several addresses each is used in turn. */
  readonly slotNumber: number
}

/** Closes a connection whose probe has ended; made once, for its stack trace costs as much as a request. */
const OVER = new Error('The probe is over')

/**
 * Sends one request. Whatever goes wrong on the way is a failure in the phase in which it happened; rejects only for a request
 * that cannot be sent, which is a mistake in the definition.
 */
export async function exchangeHttp(exchange: HttpExchange): Promise<Observation> {
  const clock = createPhaseClock(now)
  const location = locate(exchange.route, clock, exchange.deadlineSteady, exchange.slotNumber)
  const located = location instanceof Promise ? await location : location
  if ('failure' in located) {
    return { ...NOTHING_SEEN, failure: located.failure, phases: clock.phases, durationSeconds: clock.durationSeconds }
  }
  return new Promise((resolve, reject) => dispatch(exchange, located, clock, resolve, reject))
}

function now(): number {
  return performance.now()
}

function dispatch(
  exchange: HttpExchange,
  located: Located,
  clock: PhaseClock,
  resolve: (observation: Observation) => void,
  reject: (error: Error) => void,
): void {
  const { route, target, request, tls } = exchange
  const seen: Seen = {
    body: createGrowingBuffer(),
    measure: undefined,
    isConnected: false,
  }
  const address = addressText(located)
  let isOver = false
  const close = (): void => {
    isOver = true
    clock.stop()
    clearTimeout(timer)
    // undici 8 fails an assertion when a client is destroyed while a stream of HTTP/2 is open.
    if (seen.http2 !== undefined) seen.controller?.abort(OVER)
    // With an error of our own, undici makes none with a stack trace for each connection. The observation is complete, so
    // what goes wrong while closing does not matter.
    client.destroy(OVER, ignore)
    // A connection attempt that is never answered would otherwise stay open until the system gives up on it.
    if (!seen.isConnected) seen.socket?.destroy()
  }
  const end = (failure?: Failure): void => {
    if (isOver) return
    close()
    const rest = { clock, resolved: located.resolved, address }
    const delivered = deliverBody(seen, failure, exchange)
    if (delivered instanceof Promise) delivered.then(body => resolve(observationOf(seen, body, rest)), reject)
    else resolve(observationOf(seen, delivered, rest))
  }
  const refuse = (error: Error): void => {
    if (isOver) return
    close()
    reject(error)
  }
  const watch = (socket: Socket, tcp: Socket): Socket => watchAnswer(socket, tcp, exchange, seen, clock, end)
  const connect = connectorOf({ route, tls, request, to: located, clock, end, watch, isOver: () => isOver }, seen)
  const client = clientFor(exchange, connect)
  const timer = setTimeout(
    () => end(lateFailure(clock.current, seen.socket)),
    Math.max(0, exchange.deadlineSteady - steadyNow()),
  )
  const headers = { host: route.authority, 'user-agent': 'leadline', accept: '*/*', ...request.headers }
  client.dispatch(
    { path: target, method: request.method as 'GET', headers, body: request.body ?? null },
    recorderOf(seen, clock, exchange.maxBodyBytes, { end, refuse }),
  )
}

/**
 * Where undici believes that it connects; read once, for our connector alone knows where, and every request has a Host of its
 * own.
 */
const ORIGINS = { http: new URL('http://probe.invalid'), https: new URL('https://probe.invalid') }

function ignore(): void {}

/** A client of one connection, without the timeouts of undici, which are too coarse for probes. */
function clientFor(exchange: HttpExchange, connect: buildConnector.connector): ClientOfUndici {
  return new Client(exchange.route.isSecure ? ORIGINS.https : ORIGINS.http, {
    connect,
    allowH2: exchange.request.httpVersion === '2',
    headersTimeout: 0,
    bodyTimeout: 0,
    // Of trailers: the head is read before undici sees it.
    maxHeaderSize: exchange.maxHeaderBytes,
  })
}

/** Puts what watches the answer between the socket and undici. */
function watchAnswer(
  socket: Socket,
  tcp: Socket,
  { request: { method }, maxHeaderBytes }: HttpExchange,
  seen: Seen,
  clock: PhaseClock,
  end: (failure?: Failure) => void,
): Socket {
  if (socket instanceof TLSSocket && socket.alpnProtocol === 'h2') {
    const http2 = watchHttp2(socket, () => end(http2.failure(clock.current)))
    seen.http2 = http2
    seen.measure = createMeasure(maxHeaderBytes)
    return http2.stream as unknown as Socket
  }
  seen.measure = correctHttp1(
    socket,
    tcp,
    { method, maxHeaderBytes },
    {
      onHead(head) {
        clock.begin('transfer')
        seen.head = head
      },
      onFailure: end,
    },
  )
  return socket
}

interface Rest {
  readonly clock: PhaseClock
  readonly resolved: readonly string[]
  readonly address: string
}

function observationOf(seen: Seen, { failure, text }: Delivered, { clock, resolved, address }: Rest): Observation {
  return {
    ...NOTHING_SEEN,
    phases: clock.phases,
    durationSeconds: clock.durationSeconds,
    failure,
    resolved,
    address,
    certificate: seen.certificate,
    response: seen.head && { ...seen.head, body: text, bodyBytes: seen.body.length, redirects: [] },
  }
}
