import { X509Certificate } from 'node:crypto'
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls'

/** The authorities that a route trusts. */
export interface Trust {
  readonly context: SecureContext
  /** Their certificates, read when they are first asked for. */
  readonly authorities: readonly X509Certificate[]
}

/**
 * Every server supports one of these. OpenSSL's own list begins with a post-quantum group whose key pair costs more than
 * the rest of the handshake, and which most servers do not use.
 */
const GROUPS = 'X25519:P-256:P-384'

const trusts = new Map<string | undefined, Trust>()

/**
 * What is trusted with a set of authorities, made once: building a context costs a third of a handshake's time. Throws for a
 * set of which nothing can be read: OpenSSL would trust no one, and each target would look like the one that is wrong.
 */
export function trustIn(ca: string | undefined): Trust {
  const known = trusts.get(ca)
  if (known !== undefined) return known
  let authorities = ca === undefined ? undefined : certificatesIn(ca).flatMap(readCertificate)
  if (authorities?.length === 0) throw new Error('No certificate can be read in the file of authorities (ca)')
  const trust = {
    context: createSecureContext({
      minVersion: 'TLSv1.2',
      ecdhCurve: GROUPS,
      ...(ca === undefined ? {} : { ca }),
    }),
    get authorities() {
      authorities ??= getCACertificates('default').flatMap(readCertificate)
      return authorities
    },
  }
  trusts.set(ca, trust)
  return trust
}

/**
 * Reads what will be trusted, before the probes that need it: the system's authorities take as long as an answer may be late.
 * What cannot be read is left to the probes, each of which says so in its sample.
 */
export function prepareTrust(authorities: Iterable<string | undefined>): void {
  for (const ca of new Set(authorities)) {
    try {
      trustIn(ca).authorities.at(0)
    } catch {
      // The same error comes again where the probe connects.
    }
  }
}

function certificatesIn(pem: string): readonly string[] {
  return (
    pem.match(/-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[^-]+-----END (?:TRUSTED |X509 )?CERTIFICATE-----/g) ?? []
  )
}

/** Empty for what OpenSSL cannot read: it trusts nothing of it either. */
function readCertificate(pem: string): readonly X509Certificate[] {
  try {
    return [new X509Certificate(pem)]
  } catch {
    return []
  }
}
