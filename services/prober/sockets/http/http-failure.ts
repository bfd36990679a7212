import { errorCode } from '../../../../lib/system-error.ts'
import type { Phase } from '../../contract/names.ts'
import type { Reason } from '../../contract/reasons.ts'
import type { Failure } from '../../core/judge/observation.ts'
import { networkFailure } from '../network-failure.ts'

/**
 * What errors of undici, of its parser and of Node's HTTP/2 say, in sentences that stay the same from one version to the next;
 * undici's parser gives its errors no code, only a text.
 */
const ERRORS: readonly (readonly [error: RegExp, reason: Reason, detail: string])[] = [
  [/^HTTPParserError .*chunk size/, 'protocol', 'A chunk of the body has no size'],
  [/^HTTPParserError .*(chunk data|LF|CR)/, 'protocol', 'A chunk of the body is not as long as its size'],
  [/^HTTPParserError .*header/i, 'protocol', 'The headers behind the body (trailers) are no headers'],
  [/^HTTPParserError /, 'protocol', 'The body is not in chunks as HTTP/1.1 defines them'],
  [/UND_ERR_HEADERS_OVERFLOW/, 'protocol', 'The headers behind the body (trailers) are too large'],
  [/UND_ERR_RES_CONTENT_LENGTH_MISMATCH/, 'protocol', 'The body is not as long as its Content-Length says'],
  [/UND_ERR_(SOCKET|INFO)/, 'closed', 'The server closed the connection before the answer was whole'],
  [/ERR_HTTP2_/, 'protocol', 'The answer violates HTTP/2'],
]

/** Codes with which Node's HTTP/2 itself ends a stream; that it was the server is seen on the wire, and decided there. */
const OWN_RESETS: Readonly<Partial<Record<number, readonly [reason: Reason, detail: string]>>> = {
  11: ['headers_size', 'The headers of the answer are too large or too many'],
}

/** What an error that undici reports means in the phase it came in. */
export function httpFailure(error: unknown, phase: Phase): Failure {
  const own = OWN_RESETS[resetCodeOf(error)]
  if (own !== undefined) return { phase, reason: phase === 'wait' ? own[0] : 'protocol', detail: own[1] }
  const text = error instanceof Error ? `${error.name} ${errorCode(error) ?? ''} ${error.message}` : ''
  const known = ERRORS.find(([pattern]) => pattern.test(text))
  return known === undefined ? networkFailure(error, phase) : { phase, reason: known[1], detail: known[2] }
}

function resetCodeOf(error: unknown): number {
  return error instanceof Error && 'http2ErrorCode' in error ? Number(error.http2ErrorCode) : -1
}
