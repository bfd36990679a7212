import { describeError } from '../../../lib/describe-error.ts'
import { errorCode } from '../../../lib/system-error.ts'
import type { Phase } from '../contract/names.ts'
import type { Reason } from '../contract/reasons.ts'
import type { Failure } from '../core/judge/observation.ts'

/** The reasons for error codes of Node, c-ares, OpenSSL and undici; the first pattern that matches decides. */
const CODES: readonly (readonly [code: RegExp, reason: Reason])[] = [
  [/^ENOTFOUND$/, 'nxdomain'],
  [/^(ESERVFAIL|ENODATA|EREFUSED|ENOTIMP|EFORMERR|EBADRESP)$/, 'dns_error'],
  [/^ECONNREFUSED$/, 'refused'],
  [/^(EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|ENETDOWN|EHOSTDOWN)$/, 'unreachable'],
  [/^(ETIMEDOUT|ETIMEOUT)$/, 'timeout'],
  [/^(ECONNRESET|EPIPE|ECONNABORTED)$/, 'reset'],
  [/^(UND_ERR_SOCKET|UND_ERR_RES_CONTENT_LENGTH_MISMATCH|ERR_STREAM_PREMATURE_CLOSE|UND_ERR_INFO)$/, 'closed'],
  [/^(UND_ERR_HEADERS_OVERFLOW|HPE_HEADER_OVERFLOW)$/, 'headers_size'],
  [/^(HPE_|HTTPParserError|ERR_HTTP2_|UND_ERR_)/, 'protocol'],
  [/^(EPROTO|ERR_SSL_|ERR_TLS_)/, 'tls_protocol'],
]

/** What an error on the network means in the phase it came in; `other` when this table does not know it. */
export function networkFailure(error: unknown, phase: Phase): Failure {
  const code = codeOf(error)
  const reason = CODES.find(([pattern]) => pattern.test(code))?.[1] ?? 'other'
  return { phase, reason: inPhase(reason, phase), detail: describeError(error) }
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

/** OpenSSL's verification results (https://docs.openssl.org/3.0/man1/openssl-verification-options/), as Node writes them. */
const CERTIFICATE_PROBLEMS: Readonly<Record<string, Reason>> = {
  CERT_HAS_EXPIRED: 'tls_expired',
  CERT_NOT_YET_VALID: 'tls_not_yet_valid',
  ERR_TLS_CERT_ALTNAME_INVALID: 'tls_hostname',
}

/** What a certificate that did not verify means. */
export function certificateFailure(problem: string): Failure {
  const reason = CERTIFICATE_PROBLEMS[problem] ?? 'tls_untrusted'
  return { phase: 'tls', reason, detail: `The certificate does not verify: ${problem}` }
}
