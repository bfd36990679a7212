import type { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { Certificate } from '../services/prober/core/observation.ts'

/** What the peer showed in a handshake; undefined when it showed nothing. */
export function peerCertificate(socket: TLSSocket, hostname: string): Certificate | undefined {
  const leaf = socket.getPeerX509Certificate()
  if (leaf === undefined) return undefined
  const problem = verificationProblem(socket, leaf, hostname)
  const chain = chainOf(leaf)
  return {
    notAfter: endOf(leaf),
    chainNotAfter: Math.min(...chain.map(endOf)),
    subject: oneLine(leaf.subject) || leaf.subjectAltName || '',
    issuer: oneLine(leaf.issuer),
    isVerified: problem === undefined,
    problem,
    protocol: socket.getProtocol() ?? 'unknown',
    cipher: socket.getCipher()?.name ?? 'unknown',
    alpn: socket.alpnProtocol || undefined,
  }
}

/** The chain's problem first, as OpenSSL saw it; then whether the leaf is for this name. */
function verificationProblem(socket: TLSSocket, leaf: X509Certificate, hostname: string): string | undefined {
  const problem = socket.authorizationError as unknown as string | Error | null
  const code = problem instanceof Error ? ('code' in problem ? String(problem.code) : problem.message) : problem
  // Node checks the name it connected with; the one expected may be another.
  if (code && code !== 'ERR_TLS_CERT_ALTNAME_INVALID') return code
  const isForName = isIP(hostname) ? leaf.checkIP(hostname) : leaf.checkHost(hostname)
  return isForName === undefined ? 'ERR_TLS_CERT_ALTNAME_INVALID' : undefined
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

function oneLine(name: string): string {
  return name.replaceAll('\n', ', ')
}
