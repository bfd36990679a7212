import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { describeError } from '../../../lib/describe-error.ts'
import { own } from '../../../lib/own.ts'
import { errorCode } from '../../../lib/system-error.ts'
import type { Phase } from '../contract/names.ts'
import type { Reason } from '../contract/reasons.ts'
import type { Failure } from '../core/judge/observation.ts'
import { TlsOverheadError } from './tls/overhead.ts'
import { sentChain } from './tls/sent-chain.ts'
import { isCertificateDemand, isHandshakeRefusal, tlsSentence } from './tls/tls-errors.ts'

/** The reasons for error codes of Node, OpenSSL and undici; the first pattern that matches decides. */
const CODES: readonly (readonly [code: RegExp, reason: Reason])[] = [
  [/^ECONNREFUSED$/, 'refused'],
  [/^(EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|ENETDOWN|EHOSTDOWN|EACCES|EPERM)$/, 'unreachable'],
  [/^(ETIMEDOUT|ETIMEOUT)$/, 'timeout'],
  [/^(ECONNRESET|EPIPE|ECONNABORTED)$/, 'reset'],
  [/^(UND_ERR_SOCKET|UND_ERR_RES_CONTENT_LENGTH_MISMATCH|ERR_STREAM_PREMATURE_CLOSE|UND_ERR_INFO)$/, 'closed'],
  [/^ERR_SSL_UNEXPECTED_EOF_WHILE_READING$/, 'closed'],
  [/^(UND_ERR_HEADERS_OVERFLOW|HPE_HEADER_OVERFLOW)$/, 'headers_size'],
  [/^(HPE_|HTTPParserError|ERR_HTTP2_|UND_ERR_)/, 'protocol'],
  [/^(EPROTO|ERR_SSL_|ERR_TLS_)/, 'tls_protocol'],
]

/** What errors of the system say, with the code by which they can be searched for; another one is shown as it is. */
const SENTENCES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'The connection was refused: nothing listens on this address and port, or a firewall rejects it',
  EHOSTUNREACH: 'No route leads to the address',
  ENETUNREACH: 'No route leads to the network of the address',
  ETIMEDOUT: 'The system gave up: nothing from the server arrived',
  ECONNRESET: 'The server reset the connection',
  EPIPE: 'The server had closed the connection before everything was sent',
  ECONNABORTED: 'The system ended the connection',
}

/** What an error on the network means in the phase it came in; `other` when this table does not know it. */
export function networkFailure(error: unknown, phase: Phase): Failure {
  if (isEndOfHandshake(error)) {
    return { phase, reason: 'closed', detail: 'The server closed the connection during the handshake' }
  }
  if (error instanceof TlsOverheadError) {
    return { phase, reason: inPhase('tls_protocol', phase), detail: error.message }
  }
  const code = codeOf(error)
  if (isCertificateDemand(code)) return CERTIFICATE_DEMANDED
  const reason = CODES.find(([pattern]) => pattern.test(code))?.[1] ?? 'other'
  const detail = code.startsWith('ERR_SSL_') ? tlsSentence(code, phase === 'tls') : systemSentence(code, error)
  return { phase, reason: inPhase(reason, phase), detail }
}

function systemSentence(code: string, error: unknown): string {
  const sentence = own(SENTENCES, code)
  return sentence === undefined ? describeError(error) : `${sentence} (${code})`
}

/**
 * What an error of a socket means. In TLS 1.2 a server that wants a certificate of the client refuses with the alert for
 * "nothing in common", but only after it has shown its own certificate, when everything is agreed upon.
 */
export function socketFailure(error: unknown, phase: Phase, socket: Socket): Failure {
  const hasAgreed = phase === 'tls' && socket instanceof TLSSocket && sentChain(socket).length > 0
  return hasAgreed && isHandshakeRefusal(codeOf(error)) ? CERTIFICATE_DEMANDED : networkFailure(error, phase)
}

/** In TLS 1.3 the demand comes when this side has finished the handshake, and can arrive in any later phase. */
const CERTIFICATE_DEMANDED: Failure = {
  phase: 'tls',
  reason: 'tls_client_certificate',
  detail: 'The server wants a certificate of the client, and a probe has none',
}

/** Node gives the end of a connection in the handshake the code of a reset, but no call of the system that failed. */
function isEndOfHandshake(error: unknown): boolean {
  return errorCode(error) === 'ECONNRESET' && error instanceof Error && !('syscall' in error)
}

/** The code of the innermost cause that has one; undici's parser has only a name. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return ''
  const inner = error.cause === undefined ? '' : codeOf(error.cause)
  return inner !== '' ? inner : (errorCode(error) ?? error.name)
}

/** In TLS 1.3 alerts can come after the handshake; and an overflow during the body cannot be one of headers. */
function inPhase(reason: Reason, phase: Phase): Reason {
  if (reason === 'tls_protocol' && phase !== 'tls') return 'protocol'
  if (reason === 'headers_size' && phase === 'transfer') return 'protocol'
  return reason
}
