import { ESCAPINGS, type Escaping, type Meaning } from './escapes.ts'

/** A text as it reads once some of its escapes are undone, and where each of its characters stands in the original. */
export interface Layer {
  readonly text: string
  /** Where what each UTF-16 unit stands for begins in the original. */
  readonly starts: readonly number[]
  /** Where it ends. */
  readonly ends: readonly number[]
}

/** Encodings in each other: a URL in HTML in JSON. */
const MOST_LAYERS = 16

/**
 * A text as it is, and as it reads with the escapes of one language undone, then of one more and so on, as long as that
 * changes it. Line ends are without carriage returns.
 */
export function layersOf(text: string): readonly Layer[] {
  const layers = [mapped(asItIs(text), withoutReturn)]
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

function withoutReturn(character: string): string {
  return character === '\r' ? '' : character
}

/** The text with another character, or none, in the place of each. */
export function mapped({ text, starts, ends }: Layer, change: (character: string) => string): Layer {
  const changed = Array.from({ length: text.length }, (_, at) => change(text.charAt(at)))
  const isKept = (_: unknown, at: number) => changed[at] !== ''
  return { text: changed.join(''), starts: starts.filter(isKept), ends: ends.filter(isKept) }
}

function asItIs(text: string): Layer {
  const starts = Array.from({ length: text.length }, (_, at) => at)
  return { text, starts, ends: starts.map(at => at + 1) }
}

function decoded({ text, starts, ends }: Layer, { begins, escapes }: Escaping): Layer | undefined {
  if (!begins.test(text)) return undefined
  const parts: string[] = []
  const from: number[] = []
  const to: number[] = []
  let isChanged = false
  for (let at = 0; at < text.length; ) {
    const found = begins.test(text.charAt(at)) ? escapeAt(text, at, escapes) : undefined
    const [meaning, length] = found ?? [text.charAt(at), 1]
    const meant = withoutReturn(meaning)
    parts.push(meant)
    for (let unit = 0; unit < meant.length; unit++) {
      from.push(starts[at] ?? 0)
      to.push(ends[at + length - 1] ?? 0)
    }
    at += length
    isChanged ||= found !== undefined
  }
  return isChanged ? { text: parts.join(''), starts: from, ends: to } : undefined
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
