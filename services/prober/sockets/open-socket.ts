import { connect as connectTcp, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { Route } from '../definition/model.ts'
import { adoptSocket } from '../guard/adopt-socket.ts'
import { asciiName } from './tls/host-name.ts'
import { limitOverhead } from './tls/overhead.ts'
import { trustIn } from './tls/tls-context.ts'

/** Where a connection goes, and which protocols it offers once it is secure. */
export interface Endpoint {
  readonly host: string
  readonly port: number
  readonly alpn: readonly string[]
}

/**
 * Opens a new connection, with TLS where the route has it. No TLS session is resumed, so that every probe measures a full
 * handshake, and we check the certificate ourselves, so that an expired one still shows its date.
 */
export function openSocket(route: Route, { alpn, ...address }: Endpoint, tcp = openTcp(address)): Socket {
  if (!route.isSecure) return adoptSocket(tcp)
  const socket = adoptSocket(
    connectTls({
      socket: tcp,
      secureContext: trustIn(route.ca).context,
      rejectUnauthorized: false,
      checkServerIdentity: leaveToUs,
      ALPNProtocols: [...alpn],
      // An address is no server name (RFC 6066 §3): there the certificate alone says who answers.
      ...(isIP(route.serverName) === 0 ? { servername: asciiName(route.serverName) } : {}),
    }),
  )
  limitOverhead(socket, tcp)
  return socket
}

/** Names are compared where the certificate is read; Node's own check makes an error with its stack for each handshake. */
function leaveToUs(): undefined {}

/** Opens a bare TCP connection, for `openSocket` to use. */
export function openTcp({ host, port }: Pick<Endpoint, 'host' | 'port'>): Socket {
  return connectTcp({ host, port, autoSelectFamily: false, noDelay: true })
}
