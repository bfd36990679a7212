import { isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml'
import { type Diagnostic, type DiagnosticSeverity, diagnosticAt, type SourceFile } from './diagnostic.ts'
import { didYouMean } from './did-you-mean.ts'
import { type Duration, parseDuration } from './duration.ts'
import { composeYaml } from './yaml-documents.ts'
import { offsetInScalar } from './yaml-position.ts'

/** A mapping of the file; what the read functions take. */
export type YamlMap = YAMLMap

/** Typed reading of a YAML file: every complaint is collected with its place, nothing throws. */
export interface YamlReader {
  /** The top-level mapping of each document in the file; an empty file has none. */
  readonly documents: readonly YamlMap[]
  readonly diagnostics: Diagnostic[]
  /** Complains at a node, or at the start of the file when there is none. */
  report(code: string, message: string, at: Node | null | undefined, help?: string): void
  /** The same, of something that works but was hardly meant. */
  warn(code: string, message: string, at: Node | null | undefined, help?: string): void
  /** Complains about a part of the text under `key`, given as offsets in its value. */
  reportInside(map: YamlMap, key: string, range: readonly [number, number], problem: InsideProblem): void
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
  /** The value under `key` as plain data, for what is handed on unread. */
  plain(map: YamlMap, key: string): unknown
  /** Complains unless `map` has `key` with a value. */
  require(map: YamlMap, key: string, help: string): void
}

/** A complaint about a part of a text. */
export interface InsideProblem {
  readonly severity: DiagnosticSeverity
  readonly code: string
  readonly message: string
  readonly help?: string
}

/** How strictly keys are read. */
export interface YamlStyle {
  /** What an unknown key is; a warning where another tool ignores it silently. */
  readonly unknownKeys: DiagnosticSeverity
  /** Whether two spellings are the same key; one that is not exact earns a warning. */
  readonly isSameKey: (written: string, known: string) => boolean
}

/** Unknown keys are errors; `errorQuery` is read as the `error_query` that was meant. */
export const STRICT_STYLE: YamlStyle = { unknownKeys: 'error', isSameKey: (a, b) => fold(a) === fold(b) }

/** Opens a YAML text for reading; syntax errors are in `diagnostics` from the start. */
export function openYaml(file: SourceFile, style: YamlStyle = STRICT_STYLE): YamlReader {
  const { roots, diagnostics, resolve } = composeYaml(file)

  const complain = (severity: DiagnosticSeverity): YamlReader['report'] => {
    return (code, message, at, help) => {
      const range: [number, number] = at?.range ? [at.range[0], at.range[1]] : [0, 1]
      diagnostics.push(diagnosticAt(file, range, { severity, code, message, ...(help === undefined ? {} : { help }) }))
    }
  }
  const report = complain('error')
  const pair = (map: YamlMap, key: string) => {
    const exact = map.items.find(item => isScalar(item.key) && item.key.value === key)
    return exact ?? map.items.find(item => isScalar(item.key) && style.isSameKey(String(item.key.value), key))
  }
  const keyNode: YamlReader['keyNode'] = (map, key) => pair(map, key)?.key as Node | undefined
  const node: YamlReader['node'] = (map, key) => resolve(pair(map, key)?.value)
  /** A key that is there without a value is read as a key that is not there. */
  const isEmpty = (map: YamlMap, key: string): boolean => {
    const value = node(map, key)
    return value === undefined || (isScalar(value) && value.value === null)
  }

  const wrongType = (map: YamlMap, key: string, wanted: string): undefined => {
    if (isEmpty(map, key)) return undefined
    const value = node(map, key)
    report('wrong-type', `"${key}" must be ${wanted}, not ${describe(value)}`, value ?? keyNode(map, key))
    return undefined
  }
  const scalar = (map: YamlMap, key: string): unknown => {
    const value = node(map, key)
    return isScalar(value) ? value.value : undefined
  }

  const reader: YamlReader = {
    documents: roots.flatMap(root => {
      if (isMap(root)) return [root]
      report('wrong-type', 'The document must be a mapping', root, 'Start it with keys such as `service: web`.')
      return []
    }),
    diagnostics,
    report,
    warn: complain('warning'),
    reportInside(map, key, [start, end], problem) {
      const value = node(map, key)
      if (value === undefined) return
      const range = [
        offsetInScalar(file.text, value, start),
        offsetInScalar(file.text, value, Math.max(start, end - 1)) + 1,
      ]
      diagnostics.push(diagnosticAt(file, [range[0] ?? 0, range[1] ?? 1], problem))
    },
    node,
    keyNode,
    onlyKeys(map, known) {
      for (const { key } of map.items) {
        if (!isScalar(key)) continue
        const name = String(key.value)
        if (known.includes(name)) continue
        const same = known.find(candidate => style.isSameKey(name, candidate))
        if (same !== undefined) {
          reader.warn('key-spelling', `"${name}" is read as "${same}"`, key, `Write "${same}".`)
          continue
        }
        const meant = didYouMean(name, known)
        const help = meant === undefined ? `Known here: ${known.join(', ')}.` : `Did you mean "${meant}"?`
        complain(style.unknownKeys)('unknown-key', `Unknown key "${name}"`, key, help)
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
        if (isScalar(text) && text.value !== null) return [[name, text.source ?? String(text.value)] as const]
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
    plain: (map, key) => plainValue(node(map, key), resolve),
    require(map, key, help) {
      if (!isEmpty(map, key)) return
      // The key, or the first one beside it, marks the place better than the mapping's whole range does.
      const at = keyNode(map, key) ?? (map.items[0]?.key as Node | undefined) ?? map
      report('missing-key', `Missing key "${key}"`, at, help)
    },
  }
  return reader
}

/** `errorQuery`, `error-query` and `error_query` are the same word to the person who typed one of them. */
function fold(word: string): string {
  return word.toLowerCase().replace(/[-_]/g, '')
}

function plainValue(node: Node | undefined, resolve: (value: unknown) => Node | undefined): unknown {
  if (isScalar(node)) return node.value
  if (isSeq(node)) return node.items.map(item => plainValue(resolve(item), resolve))
  if (!isMap(node)) return undefined
  const entries = node.items.map(item => [
    isScalar(item.key) ? String(item.key.value) : '',
    plainValue(resolve(item.value), resolve),
  ])
  return Object.fromEntries(entries)
}

function describe(node: Node | undefined): string {
  if (isMap(node)) return 'a mapping'
  if (isSeq(node)) return 'a list'
  if (isScalar(node) && node.value !== null)
    return `${typeof node.value === 'string' ? 'text' : typeof node.value} ${clip(JSON.stringify(node.value))}`
  return 'nothing'
}

function clip(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`
}
