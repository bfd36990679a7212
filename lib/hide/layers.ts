import { ESCAPINGS, type Escaping, type Meaning } from './escapes.ts'

/** A text as it reads once some of its escapes are undone, and where each of its characters stands in the original. */
export interface Layer {
  readonly text: string
  /** Where what each UTF-16 unit stands for begins in the original; undefined for the original itself. */
  readonly starts: Int32Array | undefined
  /** Where it ends. */
  readonly ends: Int32Array | undefined
}

/** Where the character at a place begins in the original. */
export function startOf({ starts }: Layer, at: number): number {
  return starts === undefined ? at : (starts[at] ?? 0)
}

/** Where the character at a place ends in the original. */
export function endOf({ ends }: Layer, at: number): number {
  return ends === undefined ? at + 1 : (ends[at] ?? 0)
}

/** Encodings in each other: a URL in HTML in JSON. */
const MOST_LAYERS = 16

/**
 * A text as it is, and as it reads with the escapes of one language undone, then of one more and so on, as long as that
 * changes it. Line ends are without carriage returns.
 */
export function layersOf(text: string): readonly Layer[] {
  const layers = [without({ text, starts: undefined, ends: undefined }, /\r/g)]
  const texts = new Set([layers[0]?.text])
  for (const layer of layers) {
    for (const escaping of ESCAPINGS) {
      const next = decoded(layer, escaping)
      if (next === undefined || texts.has(next.text) || layers.length >= MOST_LAYERS) continue
      texts.add(next.text)
      layers.push(next)
    }
  }
  return layers
}

/** The text without what a pattern matches. */
export function without(layer: Layer, unwanted: RegExp): Layer {
  return replacing(layer, unwanted, found => ['', found.length])
}

function decoded(layer: Layer, { begins, escapes }: Escaping): Layer | undefined {
  const next = replacing(layer, begins, (_, at) => escapeAt(layer.text, at, escapes))
  return next === layer ? undefined : next
}

function escapeAt(text: string, at: number, escapes: Escaping['escapes']): Meaning {
  for (const [pattern, meaning] of escapes) {
    pattern.lastIndex = at
    const match = pattern.exec(text)
    const meant = match === null ? undefined : meaning(match)
    if (meant !== undefined) return meant
  }
  return undefined
}

/** What stands at one place, and what it means. */
interface Found {
  readonly index: number
  readonly meaning: readonly [text: string, length: number]
}

/** The layer with what stands at the places that a pattern finds replaced, where it means something else there. */
function replacing(layer: Layer, pattern: RegExp, meaningAt: (found: string, at: number) => Meaning): Layer {
  const { text } = layer
  const found: Found[] = []
  let read = 0
  for (const { 0: match, index } of text.matchAll(pattern)) {
    const meaning = index < read ? undefined : meaningAt(match, index)
    if (meaning === undefined) continue
    found.push({ index, meaning })
    read = index + meaning[1]
  }
  // Most texts have no escapes, and take no memory here.
  return found.length === 0 ? layer : withReplaced(layer, found)
}

function withReplaced(layer: Layer, found: readonly Found[]): Layer {
  const { text } = layer
  const parts: string[] = []
  const starts = new Int32Array(text.length)
  const ends = new Int32Array(text.length)
  let length = 0
  let copied = 0
  const copyTo = (end: number): void => {
    parts.push(text.slice(copied, end))
    for (let at = copied; at < end; at++, length++) {
      starts[length] = startOf(layer, at)
      ends[length] = endOf(layer, at)
    }
  }
  for (const { index, meaning } of found) {
    const meant = meaning[0] === '\r' ? '' : meaning[0]
    copyTo(index)
    parts.push(meant)
    for (let unit = 0; unit < meant.length; unit++, length++) {
      starts[length] = startOf(layer, index)
      ends[length] = endOf(layer, index + meaning[1] - 1)
    }
    copied = index + meaning[1]
  }
  copyTo(text.length)
  return { text: parts.join(''), starts, ends }
}
