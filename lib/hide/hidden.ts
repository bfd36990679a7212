import { base64Cores, fromBase64, hexOf } from './binary.ts'
import { endOf, type Layer, layersOf, startOf, without } from './layers.ts'

/** A value that may not be shown, and what stands in its place. */
export interface Hidden {
  readonly value: string
  readonly source: string
}

/** Shows texts without hidden values, in whichever encoding they stand there. */
export interface Hider {
  /** A text with the source in place of each value. */
  hide(text: string): string
  /** The start of a text that was cut there: what could be the beginning of a value is left out. */
  hideStart(start: string): string
}

/** A part of the original that is replaced. */
interface Span {
  readonly start: number
  readonly end: number
  readonly source: string
}

/** What is searched, and in which view of a layer. */
interface Needle {
  readonly text: string
  readonly source: string
}
interface Needles {
  /** In text as it reads, without regard to case. */
  readonly plain: readonly Needle[]
  /** In Base64 and hexadecimal. */
  readonly encoded: readonly Needle[]
}

/** Shorter values are everywhere in Base64 and hexadecimal. */
const SHORTEST_ENCODED_BYTES = 4

/** Hides values; the source of the longest is what stands where several meet. */
export function hiderOf(values: readonly Hidden[]): Hider {
  const needles = needlesOf(values)
  return {
    hide: text => replaced(text, spansIn(text, needles)),
    hideStart(start) {
      const end = tornAt(start, needles)
      return replaced(start, spansIn(start, needles), end)
    },
  }
}

function needlesOf(values: readonly Hidden[]): Needles {
  const plain = new Map<string, Needle>()
  const encoded = new Map<string, Needle>()
  for (const { value, source } of values) {
    for (const form of formsOf(value)) {
      plain.set(folded(form), { text: folded(form), source })
      if (new TextEncoder().encode(form).length < SHORTEST_ENCODED_BYTES) continue
      const hex = hexOf(form)
      for (const text of [hex, hex.toUpperCase(), ...base64Cores(form)]) encoded.set(text, { text, source })
    }
  }
  plain.delete('')
  return { plain: [...plain.values()], encoded: [...encoded.values()] }
}

/** What a value means, or a part of it, is hidden from this length on: shorter texts are everywhere. */
const SHORTEST_MEANING = 4
const SHORTEST_LINE = 8

/** A value, what it means where it is encoded itself, and its lines. */
function formsOf(value: string): readonly string[] {
  if (value === '') return []
  const decoded = fromBase64(value)
  // The user and password of basic authentication.
  const password = decoded?.slice(decoded.indexOf(':') + 1)
  const meanings = [value, decoded ?? '', password ?? ''].flatMap(whole => layersOf(whole).map(({ text }) => text))
  const lines = meanings.flatMap(text => text.split('\n')).map(line => line.trim())
  return [
    ...new Set([
      value,
      layersOf(value)[0]?.text ?? '',
      ...meanings.filter(text => text.length >= SHORTEST_MEANING),
      ...lines.filter(line => line.length >= SHORTEST_LINE),
    ]),
  ]
}

/** Letters without their case, and all blanks alike: both change on the way, in hosts, forms and pages. */
function folded(text: string): string {
  return text.replace(/[A-Z]+/g, letters => letters.toLowerCase()).replace(/[+\u00a0]/g, ' ')
}

/** Base64 without line ends, in the alphabet that is not the one for URLs. */
function unbroken(layer: Layer): Layer {
  const line = without(layer, /\s+/g)
  return { ...line, text: line.text.replaceAll('-', '+').replaceAll('_', '/') }
}

/** A user or password in a URL. */
const USER_INFO = /\/\/([^\s/?#"'<>\\]{1,500})@/g

function spansIn(text: string, { plain, encoded }: Needles): readonly Span[] {
  const spans: Span[] = []
  for (const layer of layersOf(text)) {
    for (const match of layer.text.matchAll(USER_INFO)) {
      const at = match.index + 2
      spans.push(spanOf(layer, at, at + (match[1]?.length ?? 0), '[redacted]'))
    }
    search({ ...layer, text: folded(layer.text) }, plain, spans)
    if (encoded.length === 0) continue
    search(unbroken(layer), encoded, spans, /[\w+/=]/)
  }
  for (const { index } of text.matchAll(/…/g)) {
    const start = text.slice(0, index)
    const end = tornAt(start, { plain, encoded })
    if (end < index) spans.push({ start: end, end: index, source: '' })
  }
  return spans
}

/** Finds needles; a character beside one that fits `partly` has a part of the value too. */
function search(layer: Layer, needles: readonly Needle[], spans: Span[], partly: RegExp = /(?!)/): void {
  const { text } = layer
  for (const needle of needles) {
    const { length } = needle.text
    for (let at = text.indexOf(needle.text); at !== -1; at = text.indexOf(needle.text, at + length)) {
      const from = at - Number(partly.test(text.charAt(at - 1)))
      const to = at + length + Number(partly.test(text.charAt(at + length)))
      spans.push(spanOf(layer, from, to, needle.source))
    }
  }
}

function spanOf(layer: Layer, from: number, to: number, source: string): Span {
  return { start: startOf(layer, from), end: endOf(layer, to - 1), source }
}

function replaced(text: string, spans: readonly Span[], end = text.length): string {
  const ordered = [...spans].sort((a, b) => a.start - b.start || b.end - a.end)
  let shown = ''
  let at = 0
  for (let index = 0; index < ordered.length; ) {
    const first = ordered[index] as Span
    if (first.start >= end) break
    let joined = first
    let longest = first
    for (index += 1; index < ordered.length; index += 1) {
      const next = ordered[index] as Span
      if (next.start >= joined.end) break
      if (next.end - next.start > longest.end - longest.start) longest = next
      joined = { ...joined, end: Math.max(joined.end, next.end) }
    }
    shown += text.slice(at, joined.start) + longest.source
    at = joined.end
  }
  return shown + (at < end ? text.slice(at, end) : '')
}

/** An escape that the cut goes through. */
const TORN_ESCAPE = /(?:%u?[\da-f]{0,3}|\\(?:u\{?|x)?[\da-f]{0,5}|&#?\w{0,7}|[\u00c2-\u00f4][\u0080-\u00bf]{0,2})$/i

/** Where the beginning of a value stands at the end of a text; its length when there is none. */
function tornAt(text: string, { plain, encoded }: Needles): number {
  // Half of an escape may be a whole one that means something else, so the text without it is looked at too.
  const layers = withoutTornEscapes(text).flatMap(layersOf)
  const places = layers.flatMap(layer => {
    const ends = withoutTornEscapes(layer.text)
      .map(folded)
      .flatMap(start =>
        plain.map(needle => start.length - sharedAtEnd(start, needle.text)).filter(place => place < start.length),
      )
    const view = unbroken(layer)
    const shared = encoded.map(needle => sharedAtEnd(view.text, needle.text))
    const encodedEnds = shared.filter(length => length >= SHORTEST_MEANING).map(length => view.text.length - length - 1)
    return [...ends.map(at => startOf(layer, at)), ...encodedEnds.map(at => startOf(view, Math.max(0, at)))]
  })
  return Math.min(text.length, ...places)
}

/** A text, and what is left of it without the escapes at its end that are not whole: of one character up to four. */
function withoutTornEscapes(text: string): readonly string[] {
  const texts = [text]
  for (let less = text.replace(TORN_ESCAPE, ''); less !== texts.at(-1) && texts.length < 5; ) {
    texts.push(less)
    less = less.replace(TORN_ESCAPE, '')
  }
  return texts
}

/** How many characters at the end of a text are the beginning, not the whole, of another. */
function sharedAtEnd(text: string, other: string): number {
  let shared = Math.min(other.length - 1, text.length)
  while (shared > 0 && !text.endsWith(other.slice(0, shared))) shared -= 1
  return shared
}
