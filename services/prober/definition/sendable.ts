import type { Request } from './model.ts'

/** Why something cannot be sent, in a sentence without its end, and what to do instead. */
export interface Unsendable {
  readonly problem: string
  readonly help: string
}

const OWN_CONNECTION = 'each probe opens a connection of its own and closes it'
const OWN_LENGTH = 'the body is sent with its length'

/** Headers that are about the connection and the framing of a message, which are the prober's (RFC 9110 §7.6.1). */
const HOP_BY_HOP: ReadonlyMap<string, string> = new Map([
  ['connection', OWN_CONNECTION],
  ['keep-alive', OWN_CONNECTION],
  ['proxy-connection', OWN_CONNECTION],
  ['http2-settings', OWN_CONNECTION],
  ['upgrade', 'the protocol of a connection cannot be changed; http_version says which version is spoken'],
  ['transfer-encoding', OWN_LENGTH],
  ['trailer', 'no trailers are sent'],
  ['te', 'no trailers are asked for'],
  ['expect', 'the body is sent at once, without waiting for 100 Continue'],
])

const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/
const VALUE = /^[\t\u0020-\u007e\u0080-\u00ff]*$/

/** Why a header of a request cannot be sent; undefined when it can. The value is not in the sentence: it may be secret. */
export function unsendableHeader(name: string, value: string, { body }: Pick<Request, 'body'>): Unsendable | undefined {
  if (!TOKEN.test(name))
    return {
      problem: 'its name has characters that no name may have',
      help: 'Use a header name of RFC 9110: letters, digits and "-".',
    }
  const reason = HOP_BY_HOP.get(name.toLowerCase())
  if (reason !== undefined) return { problem: reason, help: 'Take it away.' }
  if (!VALUE.test(value)) {
    const where = [...value].findIndex(character => !VALUE.test(character)) + 1
    const what = /[\r\n]/.test(value)
      ? 'a line end'
      : /\p{Cc}/u.test(value)
        ? 'a control character'
        : 'a character that is not Latin-1'
    return {
      problem: `character ${where} of its value is ${what}`,
      help: 'Write a value on one line, of Latin-1 characters; percent-encode others.',
    }
  }
  if (name.toLowerCase() !== 'content-length') return undefined
  const length = new TextEncoder().encode(body ?? '').length
  if (value.trim() === String(length) && body !== undefined) return undefined
  const problem = body === undefined ? 'there is no body' : `the body has ${length} bytes`
  return { problem, help: 'Take it away: the length of the body is sent with it.' }
}

/**
 * A path and query as they are sent: blanks and characters beyond ASCII percent-encoded and a fragment left out, as browsers do
 * it. Or why it cannot be sent.
 */
export function sentTarget(target: string): string | Unsendable {
  const control = [...target].findIndex(character => /\p{Cc}/u.test(character))
  if (control !== -1)
    return {
      problem: `character ${control + 1} of it is a control character`,
      help: 'Write a path and query on one line.',
    }
  if (!target.isWellFormed()) return { problem: 'it holds half of a character', help: 'Write whole characters.' }
  return target.replace(/#.*$/, '').replace(/[^\u0021-\u007e]+/g, encodeURIComponent)
}

/** Thrown for a request that cannot be sent as it is: the target is not to blame for it. */
export class UnsendableError extends Error {
  override readonly name = 'UnsendableError'
}

/** Throws an UnsendableError for a request that cannot be sent. */
export function checkSendable(request: Request): void {
  for (const [name, value] of Object.entries(request.headers)) {
    const found = unsendableHeader(name, value, request)
    if (found !== undefined) throw new UnsendableError(`The header ${name} cannot be sent: ${found.problem}`)
  }
}

/** The target as it is sent. Throws an UnsendableError for one that cannot be. */
export function checkedTarget(target: string): string {
  const sent = sentTarget(target)
  if (typeof sent === 'string') return sent
  throw new UnsendableError(`The target cannot be sent: ${sent.problem}`)
}
