import { own } from '../own.ts'
/** What an escape means, and how many characters it takes; undefined when it means nothing. */
export type Meaning = readonly [meant: string, length: number] | undefined

/** How a character may be written in its stead: a pattern for one place, and what it means there. */
type Escape = readonly [pattern: RegExp, meaning: (match: RegExpExecArray) => Meaning]

/** Names of HTML for the characters of ASCII, and for what stands for a blank. */
const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  sol: '/',
  bsol: '\\',
  equals: '=',
  plus: '+',
  colon: ':',
  semi: ';',
  comma: ',',
  period: '.',
  excl: '!',
  num: '#',
  dollar: '$',
  percnt: '%',
  ast: '*',
  lpar: '(',
  rpar: ')',
  quest: '?',
  commat: '@',
  lsqb: '[',
  lbrack: '[',
  rsqb: ']',
  rbrack: ']',
  hat: '^',
  lowbar: '_',
  grave: '`',
  lcub: '{',
  lbrace: '{',
  rcub: '}',
  rbrace: '}',
  verbar: '|',
  vert: '|',
  hyphen: '-',
  dash: '-',
  tilde: '~',
  tab: '\t',
  newline: '\n',
}

const CONTROLS: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }

/** The escapes of one language, and what each of them begins with. */
export interface Escaping {
  readonly begins: RegExp
  readonly escapes: readonly Escape[]
}

/** Those of URLs, of JSON, JavaScript and logs, of HTML, and of UTF-8 that was read as Latin-1. */
export const ESCAPINGS: readonly Escaping[] = [
  {
    begins: /%/g,
    escapes: [
      [/(?:%[\da-f]{2}){1,4}/iy, ([run]) => utf8(run, 3)],
      [/%u([\da-f]{4})/iy, hexadecimal],
    ],
  },
  {
    begins: /\\/g,
    escapes: [
      [/(?:\\x[\da-f]{2}){1,4}/iy, ([run]) => utf8(run, 4)],
      [/\\u([\da-f]{4})/iy, hexadecimal],
      [/\\u\{([\da-f]{1,6})\}/iy, hexadecimal],
      [/\\([bfnrt])/y, ([, letter = '']) => [CONTROLS[letter] ?? '', 2]],
      [/\\(["'\\/])/y, ([, character = '']) => [character, 2]],
    ],
  },
  {
    begins: /&/g,
    escapes: [
      [/&#x([\da-f]{1,6});?/iy, hexadecimal],
      [/&#(\d{1,7});?/y, ([whole, digits = '']) => [codePoint(Number(digits)), whole.length]],
      [/&([a-z]{2,7});/iy, entity],
    ],
  },
  { begins: /[\u00c2-\u00f4]/g, escapes: [[/[\u00c2-\u00f4][\u0080-\u00bf]{1,3}/y, ([run]) => utf8(run, 1)]] },
]

function hexadecimal([whole, digits = '']: RegExpExecArray): Meaning {
  return [codePoint(Number.parseInt(digits, 16)), whole.length]
}

function codePoint(value: number): string {
  return value > 0x10_ff_ff ? '\ufffd' : String.fromCodePoint(value)
}

function entity([whole, name = '']: RegExpExecArray): Meaning {
  const meant = own(ENTITIES, name.toLowerCase())
  return meant === undefined ? undefined : [meant, whole.length]
}

/** The first character of bytes that are written in so many characters each: in UTF-8, or else in Latin-1 where they are escaped. */
function utf8(run: string, width: 1 | 3 | 4): Meaning {
  const bytes = Array.from({ length: run.length / width }, (_, index) =>
    width === 1
      ? run.charCodeAt(index)
      : Number.parseInt(run.slice(index * width + width - 2, (index + 1) * width), 16),
  )
  const [first = 0] = bytes
  const count = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
  if (first < 0x80) return [String.fromCharCode(first), width]
  const own = bytes.slice(0, count)
  const text = UTF8.decode(Uint8Array.from(own))
  if (!text.includes(REPLACEMENT) || own.join() === '239,191,189') return [text, count * width]
  return width === 1 ? undefined : [String.fromCharCode(first), width]
}

/** What stands for bytes that are no UTF-8; its own are 239, 191 and 189. */
const REPLACEMENT = '\ufffd'

const UTF8 = new TextDecoder('utf-8', { ignoreBOM: true })
