/** The status line and headers of the last answer, as HTTP/1.x sends them (RFC 9112 §4 to §6). */
export interface AnswerHead {
  readonly httpVersion: '1.0' | '1.1'
  readonly status: number
  /** Names in lower case, of no prototype; a header that came twice is joined with ", ". */
  readonly headers: Readonly<Record<string, string>>
  /** Every Set-Cookie, which may not be joined (RFC 6265 §3). */
  readonly setCookie: readonly string[]
}

/** Where the body of an answer ends. */
export type Framing =
  | { readonly by: 'nothing' | 'chunks' | 'close' }
  | { readonly by: 'length'; readonly bytes: number }

/** The status line; undefined for what is none. */
export function parseStatusLine(line: string): Pick<AnswerHead, 'httpVersion' | 'status'> | undefined {
  const match = /^HTTP\/(1\.[01]) ([1-9]\d\d)(?: [\t\x20-\x7e\x80-\xff]*)?$/.exec(line)
  if (match === null) return undefined
  return { httpVersion: match[1] === '1.0' ? '1.0' : '1.1', status: Number(match[2]) }
}

/** Headers as they come in. */
export interface Fields {
  readonly headers: Record<string, string>
  readonly setCookie: string[]
  count: number
}

export function noFields(): Fields {
  // Without a prototype no name of a header means anything else.
  return { headers: Object.create(null), setCookie: [], count: 0 }
}

const NAME = /^[!#$%&'*+.^_`|~\w-]+$/
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/

/** Adds the header of a line; returns what is wrong with it, or undefined. */
export function addField(fields: Fields, line: string): string | undefined {
  const first = line[0]
  if (first === ' ' || first === '\t') return 'A header goes on in a second line, which HTTP/1.1 does not allow'
  const colon = line.indexOf(':')
  const name = line.slice(0, Math.max(0, colon))
  if (!NAME.test(name)) {
    return NAME.test(name.trimEnd()) ? `The header ${name.trimEnd()} has a blank before its colon` : NO_HEADER
  }
  const value = trimBlanks(line, colon + 1)
  if (!VALUE.test(value)) return `The header ${name} has a control character in its value`
  fields.count += 1
  const key = name.toLowerCase()
  const known = fields.headers[key]
  if (key === 'content-length' && known !== undefined) return 'The answer has more than one Content-Length'
  if (key === 'set-cookie') fields.setCookie.push(value)
  fields.headers[key] = known === undefined ? value : `${known}, ${value}`
  return undefined
}

const NO_HEADER = 'A line among the headers is none: it does not begin with a name and a colon'

/** Blanks around a value are none of it; `trim` would remove bytes of other characters too. */
function trimBlanks(line: string, from: number): string {
  let start = from
  let end = line.length
  while (start < end && isBlank(line.charCodeAt(start))) start += 1
  while (end > start && isBlank(line.charCodeAt(end - 1))) end -= 1
  return line.slice(start, end)
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09
}

/** Where the body ends (RFC 9112 §6.3), or what is wrong with the headers that say so. */
export function framingOf(method: string, { status, headers }: AnswerHead): Framing | { readonly problem: string } {
  const length = headers['content-length']
  const codings = (headers['transfer-encoding'] ?? '')
    .split(',')
    .map(coding => coding.trim().toLowerCase())
    .filter(coding => coding !== '' && coding !== 'identity')
  if (length !== undefined && !isLength(length)) return { problem: 'The Content-Length is no number of bytes' }
  if (codings.length > 0) {
    // Which of them counts is how requests are smuggled past a proxy.
    if (length !== undefined) return { problem: 'The answer has both a Content-Length and a Transfer-Encoding' }
    if (codings.length > 1 || codings[0] !== 'chunked') {
      return { problem: 'The answer has a transfer coding besides "chunked", which was not asked for' }
    }
  }
  if (method === 'HEAD' || status === 204 || status === 304) return { by: 'nothing' }
  if (codings.length > 0) return { by: 'chunks' }
  return length === undefined ? { by: 'close' } : { by: 'length', bytes: Number(length) }
}

function isLength(text: string): boolean {
  return /^\d{1,15}$/.test(text)
}
