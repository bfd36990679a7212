import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { buildConnector } from 'undici'
import type { Failure, Observation } from '../../core/judge/observation.ts'
import type { PhaseClock } from '../../core/judge/phase-clock.ts'
import type { Request, Route, TlsExpectation } from '../../definition/model.ts'
import type { Located } from '../locate.ts'
import { socketFailure } from '../network-failure.ts'
import { openSocket, openTcp } from '../open-socket.ts'
import { skipNameCheck } from '../tls/certificate.ts'
import { readHandshake } from '../tls/handshake.ts'
import type { Http2Wire } from '../wire/http2-wire.ts'

/** The connection of one exchange. */
export interface Connection {
  socket?: Socket
  certificate?: Observation['certificate']
  /** Whether it is established, so that undici closes it. */
  isConnected: boolean
  http2?: Http2Wire
}

/** What one connection is for, and what is done with it. */
export interface ConnectionPlan {
  readonly route: Route
  readonly tls: TlsExpectation
  readonly request: Request
  readonly to: Pick<Located, 'host' | 'port'>
  readonly clock: PhaseClock
  end(failure: Failure): void
  isOver(): boolean
  /** Puts what watches the answer between the socket and undici; returns what undici is given. */
  watch(socket: Socket, tcp: Socket): Socket
}

/** The protocols that a handshake offers, by the version of HTTP that is asked for. */
const ALPN = { '1.1': ['http/1.1'], '2': ['http/1.1', 'h2'] } as const satisfies Record<Request['httpVersion'], unknown>

const NO_ANSWER = 'The server closed the connection without an answer'

/**
 * Connects instead of undici's connector, and records the time of each event; a certificate that must verify and does not
 * ends the probe here. undici's connector sets up a lookup, a timeout and a session cache for each connection, none of
 * which a probe uses.
 */
export function connectorOf(plan: ConnectionPlan, connection: Connection): buildConnector.connector {
  const { route, tls, request, to, clock, end } = plan
  return (_options, callback) => {
    if (connection.socket !== undefined) {
      // undici would retry a request that HTTP/2 did not process; a sample is one attempt. It is in the middle of that, so its
      // client is closed when it has done.
      setImmediate(end, { phase: clock.current, reason: 'closed', detail: NO_ANSWER })
      return
    }
    clock.begin('connect')
    const tcp = openTcp(to)
    const socket = openSocket(route, { ...to, alpn: ALPN[request.httpVersion] }, tcp)
    connection.socket = socket
    socket.on('error', error => {
      // What comes when the exchange is over is its own end.
      if (!plan.isOver()) end(socketFailure(error, clock.current, socket))
      if (!connection.isConnected) callback(error, null)
    })
    const ready = (): void => {
      connection.isConnected = true
      clock.begin('send')
      callback(null, plan.watch(socket, tcp))
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
      connection.certificate = certificate
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
