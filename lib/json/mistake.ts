/** The first place where a text stops being JSON, and what is wrong there. */
interface JsonMistake {
  readonly range: readonly [start: number, end: number]
  readonly message: string
  readonly help: string
}

/** A text, a number or word, or a bracket, comma or colon (RFC 8259). */
const TEXT = String.raw`"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"`
const WORD = String.raw`(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.])`
const TOKEN = new RegExp(String.raw`[ \t\r\n]*(${TEXT}|${WORD}|[{}[\],:])`, 'y')
const BLANK = /^[ \t\r\n]*/

/** What may come next inside an object or an array. */
type Expected = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or }' | ', or ]' | 'end'

const SAID: Readonly<Record<Expected, string>> = {
  value: 'a value',
  'value or ]': 'a value or “]”',
  key: 'a name in double quotes',
  'key or }': 'a name in double quotes or “}”',
  ':': '“:” after the name',
  ', or }': '“,” or “}”',
  ', or ]': '“,” or “]”',
  end: 'nothing more',
}

/** Finds the first mistake of a text that is not JSON; undefined when it finds none. */
export function jsonMistake(text: string): JsonMistake | undefined {
  const open: string[] = []
  let expected: Expected = 'value'
  let offset = 0
  let before = ''
  for (;;) {
    TOKEN.lastIndex = offset
    const match = TOKEN.exec(text)
    const token = match?.[1] ?? ''
    const next: Expected | undefined = match === null ? undefined : after(token, expected, open)
    if (match === null || next === undefined)
      return mistakeAt(text, match === null ? offset : TOKEN.lastIndex - token.length, expected, before)
    expected = next
    offset = TOKEN.lastIndex
    before = token
    if (expected === 'end' && isBlank(text.slice(offset))) return undefined
  }
}

/** What is expected after a token; undefined where the token may not stand. */
function after(token: string, expected: Expected, open: string[]): Expected | undefined {
  const isKey = expected === 'key' || expected === 'key or }'
  if (isKey && token.startsWith('"')) return ':'
  if (expected === ':' && token === ':') return 'value'
  if (expected === ', or }' && token === ',') return 'key'
  if (expected === ', or ]' && token === ',') return 'value'
  if ((expected === ', or }' || expected === 'key or }') && token === '}') return closed(open)
  if ((expected === ', or ]' || expected === 'value or ]') && token === ']') return closed(open)
  if (expected !== 'value' && expected !== 'value or ]') return undefined
  if (token === '{' || token === '[') {
    open.push(token)
    return token === '{' ? 'key or }' : 'value or ]'
  }
  return /^[}\],:]$/.test(token) ? undefined : inside(open)
}

function closed(open: string[]): Expected {
  open.pop()
  return inside(open)
}

function inside(open: readonly string[]): Expected {
  if (open.length === 0) return 'end'
  return open.at(-1) === '{' ? ', or }' : ', or ]'
}

function mistakeAt(text: string, from: number, expected: Expected, before: string): JsonMistake {
  const start = from + (BLANK.exec(text.slice(from))?.[0].length ?? 0)
  if (start >= text.length) {
    return {
      range: [Math.max(0, text.trimEnd().length - 1), text.trimEnd().length],
      message: `The JSON ends in the middle: ${SAID[expected]} is missing`,
      help: 'The file was cut off; export the dashboard again.',
    }
  }
  const found = /^(?:[\w.+-]+|.)/su.exec(text.slice(start))?.[0] ?? ''
  const isTrailing = before === ',' && /^[}\]]/.test(found)
  return {
    range: [start, start + found.length],
    message: `This is not JSON: ${SAID[expected]} is expected, not “${found}”`,
    help: isTrailing ? 'Take away the comma before it.' : helpFor(found, text.slice(start)),
  }
}

function helpFor(found: string, rest: string): string {
  if (found === '"') return 'The text is not closed with a double quote on its line.'
  if (found === "'") return 'JSON knows double quotes only.'
  if (found === '/' || found === '#') return 'JSON knows no comments.'
  if (found === '\ufeff') return 'Save the file without a byte order mark.'
  if (/^apiVersion:|^\w+:\s/.test(rest)) return 'This looks like YAML: take the dashboard’s JSON out of it.'
  return 'Put it right here, or export the dashboard again.'
}

function isBlank(text: string): boolean {
  return BLANK.exec(text)?.[0] === text
}
