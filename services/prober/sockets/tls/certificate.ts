import { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { Certificate } from '../../core/judge/observation.ts'
import { UNKNOWN_VERSION, WRONG_NAME } from './certificate-problems.ts'
import { asciiName } from './host-name.ts'
import { handleOf, type SentCertificate, sentChain } from './sent-chain.ts'
import type { Trust } from './tls-context.ts'
import { endOf, trustPath } from './trust-path.ts'

/** The certificate that the peer presented in the handshake, with its chain; undefined when there was none. */
export function peerCertificate(socket: TLSSocket, hostname: string, trust: Trust): Certificate | undefined {
  const sent = sentChain(socket)
  if (sent.length === 0) return undefined
  const { problem: own, ...details } = detailsOf(sent, hostname, trust)
  const problem = chainProblem(socket) ?? own
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

interface Details
  extends Pick<Certificate, 'notAfter' | 'chainNotAfter' | 'firstToEnd' | 'subject' | 'issuer' | 'names'> {
  /** What we find wrong with it ourselves. */
  readonly problem: string | undefined
}

/** What was read of a chain, by the chain, for each trust: a path presents the same one for weeks. */
const seen = new WeakMap<Trust, Map<string, Details>>()
const MOST_SEEN = 1000

function detailsOf(sent: readonly SentCertificate[], hostname: string, trust: Trust): Details {
  // An intermediate certificate can be renewed alone.
  const key = `${sent.map(({ fingerprint256 }) => fingerprint256).join(' ')} ${hostname}`
  const bySent = seen.get(trust) ?? new Map<string, Details>()
  const known = bySent.get(key)
  if (known !== undefined) return known
  const details = readDetails(sent, hostname, trust)
  if (bySent.size >= MOST_SEEN) bySent.clear()
  bySent.set(key, details)
  seen.set(trust, bySent)
  return details
}

function readDetails(sent: readonly SentCertificate[], hostname: string, trust: Trust): Details {
  const certificates = sent.map(({ raw }) => new X509Certificate(raw))
  const path = trustPath(certificates, trust.authorities)
  const [leaf] = path
  if (leaf === undefined) throw new TypeError('A chain of certificates is empty')
  const first = path.reduce((soonest, each) => (endOf(each) < endOf(soonest) ? each : soonest))
  return {
    notAfter: endOf(leaf),
    chainNotAfter: endOf(first),
    firstToEnd: `The certificate${first === leaf ? '' : ' of the authority'} "${nameOf(first)}"`,
    subject: nameOf(leaf),
    issuer: short(oneLine(leaf.issuer)),
    names: short(oneLine(leaf.subjectAltName)),
    problem: path.every(hasKnownVersion) ? (isForName(leaf, hostname) ? undefined : WRONG_NAME) : UNKNOWN_VERSION,
  }
}

/** Whether the version of a certificate is 1, 2 or 3, which its DER holds as 0, 1 and 2 behind two heads of sequences (RFC 5280 §4.1). */
function hasKnownVersion({ raw }: X509Certificate): boolean {
  const at = behindHead(raw, behindHead(raw, 0))
  // Without one it is 1.
  return raw[at] !== 0xa0 || (raw[at + 3] === 1 && (raw[at + 4] ?? 255) <= 2)
}

/** Where the content of the element of DER that begins here begins. */
function behindHead(raw: Uint8Array, at: number): number {
  const length = raw[at + 1] ?? 0
  return at + 2 + (length < 0x80 ? 0 : length & 0x7f)
}

/**
 * Names are compared as browsers do: among the alternative names only, and a wildcard stands for a whole label
 * (RFC 9525 §6.3).
 */
function isForName(leaf: X509Certificate, hostname: string): boolean {
  if (isIP(hostname) !== 0) return leaf.checkIP(hostname) !== undefined
  return leaf.checkHost(asciiName(hostname), { subject: 'never', partialWildcards: false }) !== undefined
}

/** What OpenSSL found wrong with the chain: Node's code, or OpenSSL's words. */
function chainProblem(socket: TLSSocket): string | undefined {
  const problem = socket.authorizationError as unknown as string | Error | null
  const code = problem instanceof Error ? ('code' in problem ? String(problem.code) : problem.message) : problem
  if (code === 'UNSPECIFIED') return wordsOf(socket) ?? code
  return code && code !== WRONG_NAME ? code : undefined
}

/**
 * Node has codes for half of OpenSSL's results and calls all others UNSPECIFIED. The words are in the handle's error, which
 * its types leave out; where that is gone, the code is all there is.
 */
function wordsOf(socket: TLSSocket): string | undefined {
  return handleOf(socket)?.verifyError?.()?.message
}

/** Certificates may have only alternative names, and the subject may have no part that is shown. */
function nameOf(certificate: X509Certificate): string {
  return short(oneLine(certificate.subject) || oneLine(certificate.subjectAltName))
}

/** A name or a list of them is shown up to this many characters: a certificate can have thousands. */
const SHOWN = 300

function short(text: string): string {
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN)}…`
}

/** Node gives undefined for a name without any part, though its types do not say so. */
function oneLine(name: string | undefined): string {
  return (name ?? '').replaceAll('\n', ', ').replace(CONTROL, '?')
}

/** What a name must not do to a terminal. */
const CONTROL = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu
