import { isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml'
import type { YamlComplaints } from './complaints.ts'
import type { ResolveNode, YamlKeys } from './keys.ts'
import { describeNode, type WrongType } from './values.ts'

/** Lists and mappings under a key; entries of another kind are reported and left out. */
export interface YamlCollections {
  /** The mappings under the keys of a mapping, in the file's order. */
  entries(map: YAMLMap, key: string): readonly (readonly [name: string, value: YAMLMap])[]
  /** The mappings of a sequence. */
  maps(map: YAMLMap, key: string): readonly YAMLMap[]
  /** A mapping of text to text; numbers and booleans are taken as their text. */
  strings(map: YAMLMap, key: string): Readonly<Record<string, string>>
  /** The text of every entry of a sequence, or the one text that stands in its place. */
  texts(map: YAMLMap, key: string): readonly string[]
}

/** Reads lists and mappings. */
export function collectionsIn(
  { node }: YamlKeys,
  { report }: YamlComplaints,
  wrongType: WrongType,
  resolve: ResolveNode,
): YamlCollections {
  return {
    maps(map, key) {
      const value = node(map, key)
      if (!isSeq(value)) return wrongType(map, key, 'a list') ?? []
      return value.items.flatMap((item, index) => {
        const entry = resolve(item)
        if (isMap(entry)) return [entry]
        const message = `Entry ${index + 1} of "${key}" must be a mapping, not ${describeNode(entry)}`
        report('wrong-type', message, entry ?? value)
        return []
      })
    },
    entries(map, key) {
      const value = node(map, key)
      if (!isMap(value)) return wrongType(map, key, 'a mapping') ?? []
      return value.items.flatMap(item => {
        const [name, entry] = [nameOf(item.key), resolve(item.value)]
        if (isMap(entry)) return [[name, entry] as const]
        const message = `"${key}.${name}" must be a mapping, not ${describeNode(entry)}`
        report('wrong-type', message, entry ?? (item.key as Node))
        return []
      })
    },
    strings(map, key) {
      const value = node(map, key)
      if (!isMap(value)) return wrongType(map, key, 'a mapping of text to text') ?? {}
      const entries = value.items.flatMap(item => {
        const [name, text] = [nameOf(item.key), resolve(item.value)]
        if (isScalar(text) && text.value !== null) return [[name, text.source ?? String(text.value)] as const]
        const message = `"${key}.${name}" must be text, not ${describeNode(text)}`
        report('wrong-type', message, text ?? (item.key as Node))
        return []
      })
      return Object.fromEntries(entries)
    },
    texts(map, key) {
      const value = node(map, key)
      if (isScalar(value) && value.value !== null) return [String(value.value)]
      if (!isSeq(value)) return wrongType(map, key, 'text or a list of texts') ?? []
      return value.items.flatMap(item => {
        const entry = resolve(item)
        if (isScalar(entry) && entry.value !== null) return [String(entry.value)]
        report('wrong-type', `Every entry of "${key}" must be text, not ${describeNode(entry)}`, entry ?? value)
        return []
      })
    },
  }
}

function nameOf(key: unknown): string {
  return isScalar(key) ? String(key.value) : ''
}
