import { endOfText, endOfValue, skipBlanks } from './source.ts'

/** A text in which every value that is asked for stands as it is, and the others may be missing. */
export interface JsonParts {
  readonly document: unknown
}

/** What is parsed at once, in characters, unless a value that is asked for is longer. */
const PIECE = 16_384
/** Levels that are taken apart: each is read through once more. */
const MOST_LEVELS = 8

/**
 * A JSON text of which only what these steps lead to is needed; undefined for what is no JSON. A long text is parsed in
 * pieces of which the others are dropped at once: a mebibyte of small objects would take twelve times as much memory.
 */
export function parseJsonParts(json: string, wanted: readonly (readonly string[])[]): JsonParts | undefined {
  try {
    return { document: partsOf(json, wanted, 0) }
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** Steps below a value, one list for each pointer that leads through it. */
type Wanted = readonly (readonly string[])[]

function partsOf(json: string, wanted: Wanted, level: number): unknown {
  const start = skipBlanks(json, 0)
  const opening = json[start]
  const isWhole = json.length <= PIECE || level === MOST_LEVELS || wanted.some(steps => steps.length === 0)
  if (isWhole || (opening !== '{' && opening !== '[')) return JSON.parse(json)
  const wantedBelow = new Map<string, Wanted>()
  for (const [step = '', ...below] of wanted) wantedBelow.set(step, [...(wantedBelow.get(step) ?? []), below])
  const children: [step: string, value: unknown][] = []
  let piece = { start: 0, end: 0 }
  const drop = (): void => {
    const text = json.slice(piece.start, piece.end)
    if (text !== '') JSON.parse(opening === '{' ? `{${text}}` : `[${text}]`)
    piece = { start: 0, end: 0 }
  }
  for (const { step, from, value, end } of childrenOf(json, start)) {
    const below = wantedBelow.get(step) ?? []
    if (below.length > 0 || end - value > PIECE) {
      drop()
      const child = partsOf(json.slice(value, end), below, level + 1)
      if (below.length > 0) children.push([step, child])
      continue
    }
    piece = { start: piece.end === 0 ? from : piece.start, end }
    if (end - piece.start > PIECE) drop()
  }
  drop()
  return opening === '{' ? Object.fromEntries(children) : listOf(children)
}

interface Child {
  readonly step: string
  /** Where its name begins, or the value itself where it has none. */
  readonly from: number
  readonly value: number
  readonly end: number
}

/** The children of an object or list that is the whole text; throws where what stands between them is no JSON. */
function* childrenOf(json: string, start: number): Generator<Child> {
  const isObject = json[start] === '{'
  const closing = isObject ? '}' : ']'
  let at = skipBlanks(json, start + 1)
  for (let index = 0; index > 0 || json[at] !== closing; index++) {
    const child = isObject ? memberAt(json, at) : { step: `${index}`, value: at }
    const end = endOfValue(json, child.value)
    yield { ...child, from: at, end }
    at = skipBlanks(json, end)
    if (json[at] === closing) break
    if (json[at] !== ',') throw new SyntaxError(`A comma is missing at ${at}`)
    at = skipBlanks(json, at + 1)
  }
  if (skipBlanks(json, at + 1) < json.length) throw new SyntaxError(`There is more than one value at ${at}`)
}

function memberAt(json: string, at: number): Pick<Child, 'step' | 'value'> {
  const end = endOfText(json, at)
  const step: unknown = JSON.parse(json.slice(at, end))
  const colon = skipBlanks(json, end)
  if (typeof step !== 'string' || json[colon] !== ':') throw new SyntaxError(`A name is missing at ${at}`)
  return { step, value: skipBlanks(json, colon + 1) }
}

function listOf(children: readonly (readonly [step: string, value: unknown])[]): readonly unknown[] {
  const list: unknown[] = []
  for (const [index, value] of children) list[Number(index)] = value
  return list
}
