import { isAlias, isMap, isScalar, isSeq, type Node, parseAllDocuments, type YAMLMap } from 'yaml'
import { type Diagnostic, diagnosticAt, type SourceFile } from './diagnostic.ts'
import { didYouMean } from './did-you-mean.ts'
import { type Duration, parseDuration } from './duration.ts'

/** A mapping of the file; what the read functions take. */
export type YamlMap = YAMLMap

/** Typed reading of a YAML file: every complaint is collected with its place, nothing throws. */
export interface YamlReader {
  /** The top-level mapping of each document in the file; an empty file has none. */
  readonly documents: readonly YamlMap[]
  readonly diagnostics: Diagnostic[]
  /** Complains at a node, or at the start of the file when there is none. */
  report(code: string, message: string, at: Node | null | undefined, help?: string): void
  /** Complains about every key of `map` that is not in `known`. */
  onlyKeys(map: YamlMap, known: readonly string[]): void
  /** The value under `key` as its node, or undefined. */
  node(map: YamlMap, key: string): Node | undefined
  /** The key itself as a node: where to point when its value is what is missing. */
  keyNode(map: YamlMap, key: string): Node | undefined
  string(map: YamlMap, key: string): string | undefined
  number(map: YamlMap, key: string): number | undefined
  boolean(map: YamlMap, key: string): boolean | undefined
  duration(map: YamlMap, key: string): Duration | undefined
  map(map: YamlMap, key: string): YamlMap | undefined
  /** The mappings under the keys of a mapping, in the file's order; values of another kind are reported and left out. */
  entries(map: YamlMap, key: string): readonly (readonly [name: string, value: YamlMap])[]
  /** The mappings of a sequence; entries of another kind are reported and left out. */
  maps(map: YamlMap, key: string): readonly YamlMap[]
  /** A mapping of text to text; numbers and booleans are taken as their text. */
  strings(map: YamlMap, key: string): Readonly<Record<string, string>>
  /** The text of every entry of a sequence, or the one text that stands in its place. */
  texts(map: YamlMap, key: string): readonly string[]
  /** Complains unless `map` has `key`. */
  require(map: YamlMap, key: string, help: string): void
}

/** Aliases are followed this many times in a file before they count as an attack on the reader's memory. */
const MAX_ALIASES = 100

/** Opens a YAML text for reading; syntax errors are in `diagnostics` from the start. */
export function openYaml(file: SourceFile): YamlReader {
  const documents = parseAllDocuments(file.text.replace(/^\uFEFF/, ' '), { uniqueKeys: true, prettyErrors: false })
  const diagnostics: Diagnostic[] = []
  const list = Array.isArray(documents) ? documents : []
  for (const document of list) {
    for (const error of document.errors) {
      diagnostics.push(
        diagnosticAt(file, error.pos, {
          severity: 'error',
          code: 'yaml-syntax',
          message: `Cannot read this as YAML: ${error.message}`,
          help: 'Check the indentation and quotes on this line and the one above.',
        }),
      )
    }
  }
  let aliases = 0
  const resolve = (value: unknown): Node | undefined => {
    const node = value as Node | null | undefined
    if (!isAlias(node)) return node ?? undefined
    aliases += 1
    if (aliases > MAX_ALIASES) return undefined
    return list.map(document => node.resolve(document)).find(found => found !== undefined)
  }

  const report: YamlReader['report'] = (code, message, at, help) => {
    const range: [number, number] = at?.range ? [at.range[0], at.range[1]] : [0, 1]
    diagnostics.push(
      diagnosticAt(file, range, { severity: 'error', code, message, ...(help === undefined ? {} : { help }) }),
    )
  }
  const pair = (map: YamlMap, key: string) => map.items.find(item => isScalar(item.key) && item.key.value === key)
  const keyNode: YamlReader['keyNode'] = (map, key) => pair(map, key)?.key as Node | undefined
  const node: YamlReader['node'] = (map, key) => resolve(pair(map, key)?.value)

  const wrongType = (map: YamlMap, key: string, wanted: string): undefined => {
    const value = node(map, key)
    if (pair(map, key) === undefined) return undefined
    report('wrong-type', `"${key}" must be ${wanted}, not ${describe(value)}`, value ?? keyNode(map, key))
    return undefined
  }
  const scalar = (map: YamlMap, key: string): unknown => {
    const value = node(map, key)
    return isScalar(value) ? value.value : undefined
  }

  const reader: YamlReader = {
    documents: list.flatMap(document => {
      const root = document.contents
      if (isMap(root)) return [root]
      if (root !== null && document.errors.length === 0) report('wrong-type', 'The document must be a mapping', root)
      return []
    }),
    diagnostics,
    report,
    node,
    keyNode,
    onlyKeys(map, known) {
      for (const { key } of map.items) {
        if (!isScalar(key)) continue
        const name = String(key.value)
        if (known.includes(name)) continue
        const meant = didYouMean(name, known)
        report(
          'unknown-key',
          `Unknown key "${name}"`,
          key,
          meant === undefined ? `Known here: ${known.join(', ')}.` : `Did you mean "${meant}"?`,
        )
      }
    },
    string(map, key) {
      const value = scalar(map, key)
      return typeof value === 'string' ? value : wrongType(map, key, 'text')
    },
    number(map, key) {
      const value = scalar(map, key)
      return typeof value === 'number' && Number.isFinite(value) ? value : wrongType(map, key, 'a number')
    },
    boolean(map, key) {
      const value = scalar(map, key)
      return typeof value === 'boolean' ? value : wrongType(map, key, 'true or false')
    },
    duration(map, key) {
      const value = scalar(map, key)
      const parsed = typeof value === 'string' ? parseDuration(value) : undefined
      return parsed !== undefined && parsed > 0 ? parsed : wrongType(map, key, 'a duration such as 5s, 250ms or 1h30m')
    },
    map(map, key) {
      const value = node(map, key)
      return isMap(value) ? value : wrongType(map, key, 'a mapping')
    },
    maps(map, key) {
      const value = node(map, key)
      if (!isSeq(value)) return wrongType(map, key, 'a list') ?? []
      return value.items.flatMap((item, index) => {
        const entry = resolve(item)
        if (isMap(entry)) return [entry]
        report('wrong-type', `Entry ${index + 1} of "${key}" must be a mapping, not ${describe(entry)}`, entry ?? value)
        return []
      })
    },
    entries(map, key) {
      const value = node(map, key)
      if (!isMap(value)) return wrongType(map, key, 'a mapping') ?? []
      return value.items.flatMap(item => {
        const name = isScalar(item.key) ? String(item.key.value) : ''
        const entry = resolve(item.value)
        if (isMap(entry)) return [[name, entry] as const]
        report('wrong-type', `"${key}.${name}" must be a mapping, not ${describe(entry)}`, entry ?? (item.key as Node))
        return []
      })
    },
    strings(map, key) {
      const value = node(map, key)
      if (!isMap(value)) return wrongType(map, key, 'a mapping of text to text') ?? {}
      const entries = value.items.flatMap(item => {
        const name = isScalar(item.key) ? String(item.key.value) : ''
        const text = resolve(item.value)
        if (isScalar(text) && text.value !== null) return [[name, String(text.value)] as const]
        report('wrong-type', `"${key}.${name}" must be text, not ${describe(text)}`, text ?? (item.key as Node))
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
        report('wrong-type', `Every entry of "${key}" must be text, not ${describe(entry)}`, entry ?? value)
        return []
      })
    },
    require(map, key, help) {
      if (pair(map, key) !== undefined) return
      // The first key marks the place of the mapping better than the mapping's whole range does.
      report('missing-key', `Missing key "${key}"`, (map.items[0]?.key as Node | undefined) ?? map, help)
    },
  }
  return reader
}

function describe(node: Node | undefined): string {
  if (isMap(node)) return 'a mapping'
  if (isSeq(node)) return 'a list'
  if (isScalar(node) && node.value !== null)
    return `${typeof node.value === 'string' ? 'text' : typeof node.value} ${JSON.stringify(node.value)}`
  return 'nothing'
}
