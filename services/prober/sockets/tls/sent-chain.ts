import type { TLSSocket } from 'node:tls'

/** A certificate that a peer presented, as Node's handle of the connection gives it. */
export interface SentCertificate {
  /** Its DER. */
  readonly raw: Buffer
  readonly fingerprint256: string
  /** Its issuer, among what was sent or what is trusted; a root is its own. */
  readonly issuerCertificate?: SentCertificate | undefined
}

/** What the handle of a connection can, which the types of TLSSocket leave out. */
export interface TlsHandle {
  getPeerCertificate?(isWithIssuers: true): SentCertificate | undefined
  verifyError?(): Error | null
}

/** The handle of a connection; undefined once it is closed. */
export function handleOf(socket: TLSSocket): TlsHandle | undefined {
  return (socket as TLSSocket & { readonly ssl?: TlsHandle | null }).ssl ?? undefined
}

/** More certificates than this are no chain; OpenSSL looks at them, we do not. */
const MOST_SENT = 32

/**
 * The certificates that the peer presented, its own first. Not by `getPeerX509Certificate`: Node 24 takes those of a chain out of
 * the connection there and never frees them, which are five kilobytes for each handshake. A test of this folder fails when that
 * is mended. `getPeerCertificate` of the socket would also parse every name.
 */
export function sentChain(socket: TLSSocket): readonly SentCertificate[] {
  const chain: SentCertificate[] = []
  for (
    let next = handleOf(socket)?.getPeerCertificate?.(true);
    next?.raw !== undefined && chain.length < MOST_SENT;
    next = next.issuerCertificate
  ) {
    const { fingerprint256 } = next
    // The root that ends a chain is its own issuer.
    if (chain.some(known => known.fingerprint256 === fingerprint256)) break
    chain.push(next)
  }
  return chain
}
