/** A mistake in a string literal, at offsets of the literal. */
interface StringMistake {
  readonly message: string
  readonly help: string
  readonly range: readonly [start: number, end: number]
}

/** What a string literal of PromQL means, and what Prometheus would refuse in it. */
interface PromqlString {
  readonly text: string
  readonly mistakes: readonly StringMistake[]
}

/** Go's escapes of one letter; a quote may be escaped only inside its own kind. */
const LETTERS: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
}

/** An escape by number in Go: three octal digits, or hexadecimal ones after x, u or U. */
const NUMBERED = /^\\(?:([0-3][0-7]{2})|x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8}))/

/** Reads a string literal as Prometheus does (Go's quoting); raw ones in backticks know no escapes. */
export function readString(literal: string): PromqlString {
  const quote = literal.charAt(0)
  const isClosed = literal.length > 1 && literal.endsWith(quote)
  if (quote === '`') return { text: literal.slice(1, isClosed ? -1 : undefined), mistakes: [] }
  const mistakes: StringMistake[] = []
  let text = ''
  let at = 1
  while (at < literal.length && literal.charAt(at) !== quote) {
    const character = literal.charAt(at)
    const found = character === '\\' ? readEscape(literal.slice(at, at + 10), quote) : undefined
    if (character === '\n') mistakes.push({ ...BROKEN_LINE, range: [at, at + 1] })
    if (character === '\\' && found === undefined) mistakes.push(unknownEscape(literal, at))
    text += found?.text ?? (character === '\\' ? literal.charAt(at + 1) : character)
    at += found?.length ?? (character === '\\' ? 2 : 1)
  }
  if (at !== literal.length - 1) {
    mistakes.push({ message: 'A quote is not closed', help: `Close the text with ${quote}.`, range: [0, 1] })
  }
  return { text, mistakes }
}

const BROKEN_LINE = {
  message: 'A text in quotes cannot go on in the next line',
  help: 'Write \\n, or put the text in backticks.',
}

function readEscape(from: string, quote: string): { text: string; length: number } | undefined {
  const next = from.charAt(1)
  if (next === quote) return { text: quote, length: 2 }
  const letter = LETTERS[next]
  if (letter !== undefined) return { text: letter, length: 2 }
  const match = NUMBERED.exec(from)
  const [all = '', octal, ...hexadecimal] = match ?? []
  const code = octal === undefined ? Number.parseInt(hexadecimal.find(Boolean) ?? '', 16) : Number.parseInt(octal, 8)
  const isCharacter = code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
  return isCharacter ? { text: String.fromCodePoint(code), length: all.length } : undefined
}

function unknownEscape(literal: string, at: number): StringMistake {
  const written = literal.slice(at, at + 2)
  return {
    message: `PromQL knows no escape ${written} in a text in quotes`,
    help: `Write \\${written} for a backslash, or put the text in backticks.`,
    range: [at, at + 2],
  }
}
