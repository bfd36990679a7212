import { createSecureContext, type SecureContext } from 'node:tls'
import { buildConnector } from './undici-client.ts'

/**
 * Every server knows one of these. OpenSSL's own list begins with a post-quantum group whose key pair costs a handshake
 * more than all the rest of it, and which most servers then leave unused.
 */
const GROUPS = 'X25519:P-256:P-384'

const contexts = new Map<string | undefined, SecureContext>()

/** The trust a path has, made once: building a context anew for each handshake costs a third of its time. */
export function secureContextFor(ca: string | undefined): SecureContext {
  const known = contexts.get(ca)
  if (known !== undefined) return known
  const context = createSecureContext({ minVersion: 'TLSv1.2', ecdhCurve: GROUPS, ...(ca === undefined ? {} : { ca }) })
  contexts.set(ca, context)
  return context
}

type Connectors = Map<string | undefined, ReturnType<typeof buildConnector>>

/** By trust, for HTTP/1.1 and for HTTP/2. A key made of both would be put together, and hashed, for every probe. */
const connectors: Readonly<Record<'1.1' | '2', Connectors>> = { '1.1': new Map(), '2': new Map() }

/**
 * undici's connector that resumes no TLS session, so that every probe pays for a whole handshake, and that leaves the
 * verdict on the certificate to us, so that an expired one still tells its date.
 */
export function connectorFor(ca: string | undefined, httpVersion: '1.1' | '2'): ReturnType<typeof buildConnector> {
  const known = connectors[httpVersion].get(ca)
  if (known !== undefined) return known
  const connector = buildConnector({
    maxCachedSessions: 0,
    secureContext: secureContextFor(ca),
    rejectUnauthorized: false,
    checkServerIdentity: () => undefined,
    autoSelectFamily: false,
    allowH2: httpVersion === '2',
    keepAlive: false,
    timeout: 0,
  })
  connectors[httpVersion].set(ca, connector)
  return connector
}
