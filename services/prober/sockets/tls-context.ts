import { createSecureContext, type SecureContext } from 'node:tls'

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
