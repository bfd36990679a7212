import { createSecureContext, type SecureContext } from 'node:tls'
import { buildConnector } from './undici-client.ts'

/**
 * Every server knows one of these. OpenSSL's own list begins with a post-quantum group whose key pair costs a handshake
 * more than all the rest of it, and which most servers then leave unused.
 */
const GROUPS = 'X25519:P-256:P-384'

const contexts = new Map<string, SecureContext>()

/** The trust a path has, made once: building a context anew for each handshake costs a third of its time. */
export function secureContextFor(ca: string | undefined): SecureContext {
  const key = ca ?? ''
  const known = contexts.get(key)
  if (known !== undefined) return known
  const context = createSecureContext({ minVersion: 'TLSv1.2', ecdhCurve: GROUPS, ...(ca === undefined ? {} : { ca }) })
  contexts.set(key, context)
  return context
}

const connectors = new Map<string, ReturnType<typeof buildConnector>>()

/**
 * undici's connector that resumes no TLS session, so that every probe pays for a whole handshake, and that leaves the
 * verdict on the certificate to us, so that an expired one still tells its date.
 */
export function connectorFor(ca: string | undefined, allowH2: boolean): ReturnType<typeof buildConnector> {
  const key = `${allowH2} ${ca ?? ''}`
  const known = connectors.get(key)
  if (known !== undefined) return known
  const connector = buildConnector({
    maxCachedSessions: 0,
    secureContext: secureContextFor(ca),
    rejectUnauthorized: false,
    autoSelectFamily: false,
    allowH2,
    keepAlive: false,
    timeout: 0,
  })
  connectors.set(key, connector)
  return connector
}
