import { isAlias, isNode, isScalar, isSeq, type Node, type YAMLMap } from 'yaml'
import { isJsonNumber } from '../decimal.ts'
import type { DiagnosticSeverity } from '../diagnostic/diagnostic.ts'

/** How strictly keys are read. */
export interface YamlStyle {
  /** What an unknown key is; a warning where another tool ignores it silently. */
  readonly unknownKeys: DiagnosticSeverity
  /** Whether two spellings are the same key; one that is not exact earns a warning. */
  readonly isSameKey: (written: string, known: string) => boolean
  /** Why a value, as it is written, is wrong whatever it is to be; it then stands in the place of other help. */
  readonly whyWrong?: (written: string) => string | undefined
}

/** Unknown keys are errors; `errorQuery` is read as the `error_query` that was meant. */
export const STRICT_STYLE: YamlStyle = { unknownKeys: 'error', isSameKey: (a, b) => fold(a) === fold(b) }

/** Folded words, cached: files write the same few keys. */
const FOLDED = new Map<string, string>()
const MOST_FOLDED = 1000

/** `errorQuery`, `error-query` and `error_query` are variants of one word. */
function fold(word: string): string {
  const known = FOLDED.get(word)
  if (known !== undefined) return known
  const folded = word.toLowerCase().replace(/[-_]/g, '')
  if (FOLDED.size >= MOST_FOLDED) FOLDED.clear()
  FOLDED.set(word, folded)
  return folded
}

/** What stands in a mapping, as nodes. */
export interface YamlKeys {
  /** The value under `key` as its node, or undefined. */
  node(map: YAMLMap, key: string): Node | undefined
  /** The key itself as a node: where to point when its value is what is missing. */
  keyNode(map: YAMLMap, key: string): Node | undefined
  /** The `nth` entry of a list, from 0, that is this text; the whole value where there is none, or no list. */
  itemNode(map: YAMLMap, key: string, text: string, nth?: number): Node | undefined
  /** Whether an alias stands under `key`, whatever it means. */
  isAliased(map: YAMLMap, key: string): boolean
}

/** The node that a value is, aliases followed. */
export type ResolveNode = (value: unknown) => Node | undefined

/** Finds keys as a style spells them; the exact spelling comes first. */
export function keysIn(style: YamlStyle, resolve: ResolveNode): YamlKeys {
  const pair = (map: YAMLMap, key: string) => {
    const exact = map.items.find(item => isScalar(item.key) && item.key.value === key)
    return exact ?? map.items.find(item => isScalar(item.key) && style.isSameKey(String(item.key.value), key))
  }
  return {
    node: (map, key) => resolve(pair(map, key)?.value),
    keyNode: (map, key) => pair(map, key)?.key as Node | undefined,
    itemNode(map, key, text, nth = 0) {
      const value = resolve(pair(map, key)?.value)
      const items = isSeq(value) ? value.items : []
      const found = items.filter(item => {
        const entry = resolve(item)
        return isScalar(entry) && String(entry.value) === text
      })[nth]
      return isNode(found) ? found : value
    },
    isAliased: (map, key) => isAlias(pair(map, key)?.value),
  }
}

/** Whether nothing stands under a key: one that is there without a value is read as one that is not there. */
export function isEmptyNode(value: Node | undefined): boolean {
  return value === undefined || (isScalar(value) && value.value === null)
}

/** The number or truth value that stands under a key, as JSON writes it; undefined for a text and for everything else. */
export function literalOf(value: Node | undefined): string | undefined {
  if (!isScalar(value)) return undefined
  const { value: read, source = '' } = value
  if (typeof read === 'boolean') return String(read)
  // The source is exact where the number is not.
  if (typeof read === 'number') return isJsonNumber(source) ? source : String(read)
  return undefined
}
