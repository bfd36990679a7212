import type { Socket } from 'node:net'
import { performance } from 'node:perf_hooks'
import type { TLSSocket } from 'node:tls'
import { steadyNow } from '../../../adapters/steady-clock.ts'
import { patternOf } from '../../../lib/re2.ts'
import { type Certificate, type Failure, NOTHING_SEEN, type Observation } from '../core/judge/observation.ts'
import { createPhaseClock, type PhaseClock } from '../core/judge/phase-clock.ts'
import type { Expectation, Route } from '../definition/model.ts'
import { peerCertificate } from './certificate.ts'
import { type Located, locate } from './locate.ts'
import { certificateFailure, networkFailure } from './network-failure.ts'
import { openSocket } from './open-socket.ts'

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

/** A server that sends more than this before what is expected is the wrong one. */
const MAX_RECEIVED_BYTES = 65_536

function converse(
  { route, expect, send, deadlineSteady }: SocketExchange,
  { host, port, resolved }: Located,
  clock: PhaseClock,
  resolve: (observation: Observation) => void,
): void {
  let certificate: Certificate | undefined
  let received = ''
  let isOver = false
  const wanted = expect.receive === undefined ? undefined : patternOf(expect.receive)
  const end = (failure?: Failure): void => {
    if (isOver) return
    isOver = true
    clock.stop()
    clearTimeout(timer)
    socket.destroy()
    resolve({
      ...NOTHING_SEEN,
      phases: clock.phases,
      durationSeconds: clock.durationSeconds,
      failure,
      resolved,
      address: `${host.includes(':') ? `[${host}]` : host}:${port}`,
      certificate,
      received: wanted === undefined ? undefined : received,
    })
  }
  const timer = setTimeout(
    () => end({ phase: clock.current, reason: 'timeout', detail: `The deadline passed in the phase ${clock.current}` }),
    Math.max(0, deadlineSteady - steadyNow()),
  )
  clock.begin('connect')
  const socket = openSocket(route, { host, port, alpn: ['h2', 'http/1.1'] })
  const startExchange = (): void => {
    if (send === undefined && wanted === undefined) end()
    else sendOn(socket, send ?? '', clock, wanted === undefined ? end : undefined)
  }
  socket.on('error', error => end(networkFailure(error, clock.current)))
  socket.on('close', () => end({ phase: clock.current, reason: 'closed', detail: 'The server closed the connection' }))
  socket.once('connect', () => {
    if (route.isSecure) clock.begin('tls')
    else startExchange()
  })
  socket.once('secureConnect', () => {
    clock.stop()
    certificate = peerCertificate(socket as TLSSocket, expect.tls.hostname ?? route.serverName)
    const problem = certificate === undefined ? 'no certificate' : certificate.problem
    if (expect.tls.isVerified && problem !== undefined) end(certificateFailure(problem))
    else startExchange()
  })
  socket.on('data', chunk => {
    if (wanted === undefined) return
    received += chunk.toString('latin1')
    if (wanted.test(received) || received.length > MAX_RECEIVED_BYTES) end()
  })
}

/** Writes; waiting begins when the system has taken everything. */
function sendOn(socket: Socket, text: string, clock: PhaseClock, done: (() => void) | undefined): void {
  clock.begin('send')
  socket.write(text, () => {
    if (clock.current === 'send') clock.begin('wait')
    done?.()
  })
}
