import { connect as connectTcp, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { Route } from '../definition/model.ts'
import { secureContextFor } from './tls-context.ts'

/** Where a connection goes, and what it offers to speak once it is secure. */
export interface Endpoint {
  readonly host: string
  readonly port: number
  readonly alpn: readonly string[]
}

/**
 * Opens a connection of its own, with TLS where the route has it. No TLS session is resumed, so that every probe pays for
 * a whole handshake, and the verdict on the certificate is left to us, so that an expired one still tells its date.
 */
export function openSocket(route: Route, { host, port, alpn }: Endpoint): Socket {
  const common = { host, port, autoSelectFamily: false, noDelay: true }
  if (!route.isSecure) return connectTcp(common)
  return connectTls({
    ...common,
    secureContext: secureContextFor(route.ca),
    rejectUnauthorized: false,
    ALPNProtocols: [...alpn],
    // An address is no server name (RFC 6066 §3): there the certificate alone says who answers.
    ...(isIP(route.serverName) === 0 ? { servername: route.serverName } : {}),
  })
}
