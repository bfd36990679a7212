import type { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { Certificate } from '../core/judge/observation.ts'

/** The certificate that the peer presented in the handshake; undefined when there was none. */
export function peerCertificate(socket: TLSSocket, hostname: string): Certificate | undefined {
  const leaf = socket.getPeerX509Certificate()
  if (leaf === undefined) return undefined
  const { isForName, ...details } = detailsOf(leaf, hostname)
  const problem = chainProblem(socket) ?? (isForName ? undefined : 'ERR_TLS_CERT_ALTNAME_INVALID')
  return {
    ...details,
    isVerified: problem === undefined,
    problem,
    protocol: socket.getProtocol() ?? 'unknown',
    cipher: socket.getCipher()?.name ?? 'unknown',
    alpn: socket.alpnProtocol || undefined,
  }
}

/**
 * Node checks the name of every certificate, and for that parses its chain into objects, which costs a sixth of a
 * handshake. We check the name ourselves, on the certificate as OpenSSL holds it.
 */
export function skipNameCheck(socket: TLSSocket): void {
  socket.getPeerCertificate = (() => NOT_PARSED) as TLSSocket['getPeerCertificate']
}

const NOT_PARSED = Object.freeze({})

interface Details extends Pick<Certificate, 'notAfter' | 'chainNotAfter' | 'subject' | 'issuer'> {
  readonly isForName: boolean
}

/** Certificates by fingerprint and the name asked for: a path presents the same one for months. */
const seen = new Map<string, Details>()
const MOST_SEEN = 1000

function detailsOf(leaf: X509Certificate, hostname: string): Details {
  const key = `${leaf.fingerprint256} ${hostname}`
  const known = seen.get(key)
  if (known !== undefined) return known
  const details = {
    notAfter: endOf(leaf),
    chainNotAfter: Math.min(...chainOf(leaf).map(endOf)),
    subject: oneLine(leaf.subject) || leaf.subjectAltName || '',
    issuer: oneLine(leaf.issuer),
    isForName: (isIP(hostname) ? leaf.checkIP(hostname) : leaf.checkHost(hostname)) !== undefined,
  }
  if (seen.size >= MOST_SEEN) seen.clear()
  seen.set(key, details)
  return details
}

/** What OpenSSL found wrong with the chain. */
function chainProblem(socket: TLSSocket): string | undefined {
  const problem = socket.authorizationError as unknown as string | Error | null
  const code = problem instanceof Error ? ('code' in problem ? String(problem.code) : problem.message) : problem
  return code && code !== 'ERR_TLS_CERT_ALTNAME_INVALID' ? code : undefined
}

function chainOf(leaf: X509Certificate): readonly X509Certificate[] {
  const chain = [leaf]
  for (let next = leaf.issuerCertificate; next !== undefined && chain.length < 10; next = next.issuerCertificate) {
    if (chain.some(({ fingerprint256 }) => fingerprint256 === next.fingerprint256)) break
    chain.push(next)
  }
  return chain
}

function endOf(certificate: X509Certificate): number {
  return Date.parse(certificate.validTo) / 1000
}

/** Node gives undefined for a name without any part, though its types do not say so: certificates may have only alternative names. */
function oneLine(name: string | undefined): string {
  return (name ?? '').replaceAll('\n', ', ')
}
