import type { Socket } from 'node:net'
import { performance } from 'node:perf_hooks'
import { TLSSocket } from 'node:tls'
import { steadyNow } from '../../../adapters/steady-clock.ts'
import { seconds } from '../../../lib/duration.ts'
import { type Certificate, type Failure, NOTHING_SEEN, type Observation } from '../core/judge/observation.ts'
import { createPhaseClock, type PhaseClock } from '../core/judge/phase-clock.ts'
import { addressText } from '../definition/host-name.ts'
import type { Expectation, Route } from '../definition/model.ts'
import { type Located, locate } from './locate.ts'
import { socketFailure } from './network-failure.ts'
import { openSocket } from './open-socket.ts'
import { createReception, type Reception } from './reception.ts'
import { awaitAcceptance } from './tls/acceptance.ts'
import { readHandshake } from './tls/handshake.ts'
import { lateFailure } from './tls/lone-alert.ts'

/** One connection, with a handshake where the route is secure, and data sent and received where the probe defines it. */
export interface SocketExchange {
  readonly route: Route
  readonly expect: Expectation
  readonly send: string | undefined
  /** When it must have ended. */
  readonly deadlineSteady: number
  readonly slotNumber: number
}

/** Connects, and performs handshake, sending and receiving where asked for. Never rejects. */
export async function exchangeOnSocket(exchange: SocketExchange): Promise<Observation> {
  const clock = createPhaseClock(() => performance.now())
  const located = await locate(exchange.route, clock, exchange.deadlineSteady, exchange.slotNumber)
  if ('failure' in located) {
    return { ...NOTHING_SEEN, failure: located.failure, phases: clock.phases, durationSeconds: clock.durationSeconds }
  }
  return new Promise(resolve => converse(exchange, located, clock, resolve))
}

/** A server that pauses for so long has perhaps sent all, in a text whose last line has no end. */
const PAUSE_MS = 20

function converse(
  exchange: SocketExchange,
  located: Located,
  clock: PhaseClock,
  resolve: (observation: Observation) => void,
): void {
  const { route, expect, send, deadlineSteady } = exchange
  const seen: Seen = {
    reception: expect.receive === undefined ? undefined : createReception(expect.receive),
    isDone: false,
  }
  let isOver = false
  const end = (failure?: Failure): void => {
    if (isOver) return
    isOver = true
    clock.stop()
    clearTimeout(timer)
    socket.destroy()
    resolve(observationOf(seen, failure, located, clock))
  }
  /** What came last may be what was expected. */
  const endWith = (failure: Failure): void =>
    end(seen.reception?.isMatched() ? undefined : { ...failure, detail: `${failure.detail}${unmatched(seen)}` })
  const timer = setTimeout(() => endWith(lateFailure(clock.current, socket)), Math.max(0, deadlineSteady - steadyNow()))
  clock.begin('connect')
  const socket = openSocket(route, { host: located.host, port: located.port, alpn: ['h2', 'http/1.1'] })
  const finish = (): void => {
    seen.isDone = true
    clock.stop()
    if (socket instanceof TLSSocket) awaitAcceptance(socket, seconds(clock.phases.tls ?? 0), end)
    else end()
  }
  const converseOn = (): void => {
    if (send === undefined && seen.reception === undefined) finish()
    else sendOn(socket, send ?? '', clock, seen.reception === undefined ? finish : undefined)
  }
  socket.on('error', error => endWith(socketFailure(error, clock.current, socket)))
  socket.on('close', () =>
    endWith({ phase: clock.current, reason: 'closed', detail: 'The server closed the connection' }),
  )
  socket.once('connect', () => {
    if (route.isSecure) clock.begin('tls')
    else converseOn()
  })
  socket.once('secureConnect', () => {
    clock.stop()
    const { certificate, failure } = readHandshake(socket as TLSSocket, route, expect.tls)
    seen.certificate = certificate
    if (failure === undefined) converseOn()
    else end(failure)
  })
  if (seen.reception !== undefined) listen(socket, seen.reception, end)
}

/** Takes what comes until it is enough; what has come is also compared when there is a pause. */
function listen(socket: Socket, reception: Reception, done: () => void): void {
  let pause: NodeJS.Timeout | undefined
  socket.on('data', chunk => {
    if (reception.take(chunk)) done()
    else pause ??= setTimeout(onPause, PAUSE_MS)
  })
  socket.once('close', () => clearTimeout(pause))
  const onPause = (): void => {
    pause = undefined
    if (reception.isMatched()) done()
  }
}

/** A server that has answered, and not as expected, is another fault than a silent one. */
function unmatched({ reception }: Seen): string {
  const bytes = reception?.text.length ?? 0
  return bytes === 0 ? '' : `; the ${bytes} bytes that it had sent do not match`
}

/** What has been observed so far. */
interface Seen {
  certificate?: Certificate | undefined
  /** What the server sends, where something is expected of it. */
  readonly reception: Reception | undefined
  /** Everything asked for is done, but for what a server of TLS 1.3 can still say about the handshake. */
  isDone: boolean
}

function observationOf(
  { certificate, reception, isDone }: Seen,
  failure: Failure | undefined,
  located: Located,
  clock: PhaseClock,
): Observation {
  return {
    ...NOTHING_SEEN,
    phases: clock.phases,
    durationSeconds: clock.durationSeconds,
    failure: isDone && failure?.reason !== 'tls_client_certificate' ? undefined : failure,
    resolved: located.resolved,
    address: addressText(located),
    certificate,
    received: reception?.text,
  }
}

/** Writes; waiting begins when the system has taken everything. */
function sendOn(socket: Socket, text: string, clock: PhaseClock, done: (() => void) | undefined): void {
  clock.begin('send')
  socket.write(text, () => {
    if (clock.current === 'send') clock.begin('wait')
    done?.()
  })
}
