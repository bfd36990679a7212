import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hiderOf } from './hidden.ts'

const SECRET = `pä/ss "w'0rd" & <k+y>=?#\\%41 €`
const STAR = '<hidden>'
const bytes = (text: string) => [...new TextEncoder().encode(text)]
const latin1 = (text: string) => String.fromCharCode(...bytes(text))
const each = (text: string, write: (character: string) => string) => Array.from(text, write).join('')
const units = (text: string, write: (code: string) => string) =>
  text
    .split('')
    .map(unit => write(unit.charCodeAt(0).toString(16).padStart(4, '0')))
    .join('')
const percent = (text: string) =>
  bytes(text)
    .map(byte => `%${byte.toString(16).padStart(2, '0')}`)
    .join('')
const json = (text: string) => JSON.stringify(text).slice(1, -1)
const html = (text: string) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
const base64 = (text: string) => btoa(latin1(text))

/** How servers write what they were sent. */
const ENCODERS: Readonly<Record<string, (text: string) => string>> = {
  'as it is': text => text,
  'in a component of a URL': encodeURIComponent,
  'in a component of a URL, with slashes left': text => encodeURIComponent(text).replaceAll('%2F', '/'),
  'in a component of a URL, in lower case': text => encodeURIComponent(text).replace(/%../g, hex => hex.toLowerCase()),
  'percent-encoded byte by byte': percent,
  'percent-encoded twice': text => encodeURIComponent(encodeURIComponent(text)),
  'in a form': text => new URLSearchParams({ a: text }).toString().slice(2),
  'in the query of a URL': text => encodeURI(text).replaceAll('#', '%23'),
  'as escape() does': text => units(text, code => `%u${code}`),
  'in JSON': json,
  'in JSON with slashes escaped': text => json(text).replaceAll('/', '\\/'),
  'in JSON in JSON': text => json(json(text)),
  'in JSON, only ASCII': text => units(text, code => `\\u${code}`),
  'in JSON, with capitals': text => units(text, code => `\\u${code.toUpperCase()}`),
  'in HTML': html,
  'in HTML, as decimal references': text => each(text, character => `&#${character.codePointAt(0)};`),
  'in HTML, as hexadecimal references': text =>
    each(text, character => `&#x${character.codePointAt(0)?.toString(16)}`.concat(';')),
  'in HTML in JSON': text => json(html(text)),
  'in a URL in HTML in JSON': text => json(html(encodeURIComponent(text))),
  'in a log': text =>
    bytes(text)
      .map(byte => `\\x${byte.toString(16).padStart(2, '0').toUpperCase()}`)
      .join(''),
  'read as Latin-1': latin1,
  'in Base64': base64,
  'in Base64 for URLs': text => base64(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', ''),
  'in Base64 with line ends': text => base64(text).replace(/.{5}/g, '$&\r\n'),
  'in Base64 with line ends in JSON': text => json(base64(text).replace(/.{5}/g, '$&\n')),
  'in Base64 in a URL': text => encodeURIComponent(base64(text)),
  'in Base64 behind one byte': text => base64(`u${text}`),
  'in Base64 behind two bytes': text => base64(`u:${text}:`),
  'in hexadecimal': text =>
    bytes(text)
      .map(byte => byte.toString(16).padStart(2, '0'))
      .join(''),
  'in capital letters': text => text.replace(/[a-z]/g, letter => letter.toUpperCase()),
}
const NAMES = Object.keys(ENCODERS)
const encode = (name: string, text: string) => ENCODERS[name]?.(text) ?? text

test.each(NAMES)('a value is hidden %s', name => {
  const { hide } = hiderOf([{ value: SECRET, source: STAR }])
  const shown = hide(`before: ${encode(name, SECRET)} :after`)
  expect(shown).toMatch(/^before: .{0,2}<hidden>.{0,2} :after$/)
})

const secrets = fc
  .oneof(
    fc.string({ unit: 'binary', minLength: 6, maxLength: 40 }),
    fc.string({ minLength: 6, maxLength: 40 }),
    fc.string({ unit: fc.constantFrom(...'abcXYZ019 +/=&?%"\'<>\\#:@é€😀\n'), minLength: 6, maxLength: 40 }),
  )
  .filter(value => value.isWellFormed() && !/\r/.test(value))

/** Places in which a value may stand, with as much beside it as another byte of Base64 needs. */
const PLACES = fc.constantFrom<readonly [string, string]>(
  ['', ''],
  ['{"a":"', '"}'],
  ['https://host/?q=', '#x'],
  ['x', 'y'],
)

test('whatever the value, its encoding and its place, nothing of it is left', () => {
  fc.assert(
    fc.property(secrets, fc.constantFrom(...NAMES), PLACES, (value, name, [before, after]) => {
      const encoded = encode(name, value)
      const shown = hiderOf([{ value, source: '\u2603' }]).hide(`${before}${encoded}${after}`)
      expect(shown).toContain('\u2603')
      // What Base64 and a neighbour share is less than a character of the value.
      expect(shown.length).toBeLessThanOrEqual(before.length + after.length + 1 + (name.includes('Base64') ? 6 : 0))
    }),
    { numRuns: 1000 },
  )
})

test('line ends and blanks of every kind are the same', () => {
  const { hide } = hiderOf([{ value: 'line one\nline two', source: STAR }])
  expect(hide('line one\r\nline two')).toBe(STAR)
  expect(hide('line\u00a0one%0D%0Aline+two')).toBe(STAR)
  expect(hide(JSON.stringify('line one\r\nline two'))).toBe(`"${STAR}"`)
  expect(hide(`"${btoa('line one\nline two')}"`)).toBe(`"${STAR}="`)
  expect(hiderOf([{ value: 'line one\r\nline two', source: STAR }]).hide(btoa('line one\r\nline two'))).toBe(STAR)
})

test('wherever a text is cut, the start of a value does not stay', () => {
  fc.assert(
    fc.property(secrets, fc.constantFrom(...NAMES), fc.nat(), (value, name, cut) => {
      const encoded = encode(name, value)
      const length = cut % (encoded.length + 1)
      const { hideStart, hide } = hiderOf([{ value, source: '' }])
      const isBinary = name.includes('Base64') || name.includes('hexadecimal')
      const kept = isBinary ? 8 : encode(name, String.fromCodePoint(value.codePointAt(0) ?? 0)).length
      expect(hideStart(`~~~~${encoded.slice(0, length)}`).length).toBeLessThanOrEqual(4 + kept)
      expect(hide(`~~~~${encoded.slice(0, length)}…`).length).toBeLessThanOrEqual(5 + kept)
    }),
    { numRuns: 1000 },
  )
})

test('a text without any of it stays as it is', () => {
  const { hide, hideStart } = hiderOf([{ value: 'correct horse', source: STAR }])
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'dbfgijk 12%41\\u0041&amp;…') }), text => {
      expect(hide(text)).toBe(text)
      expect(hideStart(text)).toBe(text)
    }),
  )
})

test.each([
  ['https://admin:hunter2@host/', 'https://[redacted]@host/'],
  ['https%3A%2F%2Fadmin%3Ahunter2%40host%2F', 'https%3A%2F%2F[redacted]%40host%2F'],
  ['{"to":"https:\\/\\/token@host"}', '{"to":"https:\\/\\/[redacted]@host"}'],
  ['//user:pa%2Fss@host', '//[redacted]@host'],
  ['https://host/a@b', 'https://host/a@b'],
  ['mailto:a@b', 'mailto:a@b'],
])('the user and password of a URL are hidden: %s', (text, shown) => expect(hiderOf([]).hide(text)).toBe(shown))

test.each([
  ['Basic credentials, once decoded', btoa('admin:hunter2 is me'), 'you are admin, hunter2 is me'],
  ['a value that is encoded in the file', 'p%40ss%2Fword', 'pw=p@ss/word'],
  ['a line of a key', '-----BEGIN-----\nAbCdEfGhIjKl\n-----END-----\n', 'key: AbCdEfGhIjKl'],
])('what a value means is hidden too: %s', (_, value, text) => {
  expect(hiderOf([{ value, source: STAR }]).hide(text)).toMatch(/^[a-z ,=:]+<hidden>$/)
})

test('where values meet, all of both is hidden, and the longer one says what it was', () => {
  const { hide } = hiderOf([
    { value: 'abcdef', source: '<1>' },
    { value: 'defghijk', source: '<2>' },
    { value: 'bc', source: '<3>' },
  ])
  expect(hide('xabcdefghijky bc')).toBe('x<2>y <3>')
})
