import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  parseAllDocuments,
  type YAMLMap,
} from 'yaml'
import { type Diagnostic, diagnosticAt, type SourceFile } from '../diagnostic/diagnostic.ts'
import { didYouMean } from '../did-you-mean.ts'
import { encodingMistake } from './encoding.ts'
import { expandMerges } from './merge.ts'

/** The documents of a YAML text as trees of nodes, with everything that is wrong with them as YAML. */
interface ComposedYaml {
  /** The root node of every document that has one and is free of syntax errors. */
  readonly roots: readonly Node[]
  readonly diagnostics: Diagnostic[]
  /** A node, or what an alias stands for. */
  readonly resolve: (value: unknown) => Node | undefined
}

/** The limit of expanded aliases in a file; a text with more is an attack on the reader's memory. */
const MAX_ALIASES = 1000

/** The limit of nesting; no SLO or probe file is nearly as deep. */
const MAX_DEPTH = 64

/** The parser recurses into block collections; a text that is deep enough exhausts its stack. */
const STACK_EXHAUSTED = /call stack size/

const UNKNOWN_TAG = 'Cannot read this as YAML: nothing here reads values with this tag'
const TAG_HELP = 'Write the value itself, without the word that begins with an exclamation mark.'

const TOO_DEEP = 'This is nested too deeply'
const DEPTH_HELP = `Nest at most ${MAX_DEPTH} levels.`

/**
 * Reads a text as YAML. Duplicate keys, excessive nesting and excessive aliases are diagnostics, and nothing throws.
 */
export function composeYaml(file: SourceFile): ComposedYaml {
  const diagnostics: Diagnostic[] = []
  const complain = (code: string, message: string, range: readonly [number, number], help: string): void => {
    diagnostics.push(diagnosticAt(file, range, { severity: 'error', code, message, help }))
  }
  const documents = compose(file, complain)
  const roots: Node[] = []
  const targets: Targets = new Map()
  for (const document of documents) {
    const tooDeep = document.errors.find(({ message }) => STACK_EXHAUSTED.test(message))
    if (tooDeep !== undefined) complain('nested-too-deep', TOO_DEEP, tooDeep.pos, DEPTH_HELP)
    for (const error of tooDeep === undefined ? document.errors : []) {
      const help = 'Check the indentation and quotes on this line and the one above.'
      complain('yaml-syntax', `Cannot read this as YAML: ${error.message}`, error.pos, help)
    }
    for (const { code, pos } of document.warnings) {
      // Read as if it were not there, `!secret token` would be the text "token".
      if (code === 'TAG_RESOLVE_FAILED') complain('yaml-syntax', UNKNOWN_TAG, pos, TAG_HELP)
    }
    if (document.errors.length > 0 || document.contents === null) continue
    const root = document.contents as Node
    if (isScalar(root) && root.value === null) continue
    const parts = soundParts(root, complain)
    if (parts === undefined) continue
    linkAliases(parts, targets, complain)
    expandMerges(
      parts.maps,
      alias => targets.get(alias),
      (code, message, at, help) => complain(code, message, rangeOf(at), help),
    )
    roots.push(root)
  }
  let aliases = 0
  const resolve = (value: unknown): Node | undefined => {
    const node = value as Node | null | undefined
    if (!isAlias(node)) return node ?? undefined
    aliases += 1
    if (aliases === MAX_ALIASES)
      complain('too-many-aliases', 'Too many aliases', rangeOf(node), 'Write the values out.')
    if (aliases >= MAX_ALIASES) return undefined
    return targets.get(node)
  }
  return { roots, diagnostics, resolve }
}

/** What each alias stands for; one of nothing is missing. */
type Targets = Map<Node, Node>

/** The parts of a tree that stand for others or are stood for, and its mappings. */
interface Parts {
  readonly anchored: Node[]
  readonly aliases: Alias[]
  readonly maps: YAMLMap[]
}

type Complain = (code: string, message: string, range: readonly [number, number], help: string) => void

function compose(file: SourceFile, complain: Complain): readonly Document[] {
  const mistake = encodingMistake(file)
  if (mistake !== undefined) {
    complain('not-utf8', mistake.message, mistake.range, mistake.help)
    return []
  }
  const depth = nestingDepth(file.text)
  if (depth > MAX_DEPTH) {
    complain('nested-too-deep', `Brackets are nested ${depth} deep`, [0, 1], `Nest at most ${MAX_DEPTH}.`)
    return []
  }
  try {
    const documents = parseAllDocuments(file.text, { uniqueKeys: false, prettyErrors: false, logLevel: 'silent' })
    return Array.isArray(documents) ? documents : []
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    if (STACK_EXHAUSTED.test(reason)) complain('nested-too-deep', TOO_DEEP, [0, 1], DEPTH_HELP)
    else complain('yaml-syntax', `Cannot read this as YAML: ${reason}`, [0, 1], 'Check its quotes and brackets.')
    return []
  }
}

/** How deep flow brackets go; brackets inside text count too, so the result may be too high, and is never too low. */
function nestingDepth(text: string): number {
  let depth = 0
  let deepest = 0
  for (const [bracket] of text.matchAll(/[[\]{}\n]/g)) {
    // A flow collection that spans lines is rare; block text with open brackets is not.
    if (bracket === '\n') depth = 0
    else depth += bracket === '[' || bracket === '{' ? 1 : -1
    deepest = Math.max(deepest, depth)
  }
  return deepest
}

/**
 * The parts of a tree with unique keys and limited depth. Walks with a list of its own: the tree may be deeper than the
 * stack.
 */
function soundParts(root: Node, complain: Complain): Parts | undefined {
  const parts: Parts = { anchored: [], aliases: [], maps: [] }
  let isGood = true
  const waiting: { node: Node; depth: number }[] = [{ node: root, depth: 0 }]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, depth } = next
    if (depth > MAX_DEPTH) {
      complain('nested-too-deep', TOO_DEEP, rangeOf(node), DEPTH_HELP)
      return undefined
    }
    if (isAlias(node)) parts.aliases.push(node)
    else if (node.anchor !== undefined) parts.anchored.push(node)
    if (isSeq(node)) for (const item of node.items) waiting.push({ node: item as Node, depth: depth + 1 })
    if (!isMap(node)) continue
    parts.maps.push(node)
    isGood = hasUniqueKeys(node, complain) && isGood
    for (const { value } of node.items) {
      if (value !== null && value !== undefined) waiting.push({ node: value as Node, depth: depth + 1 })
    }
  }
  return isGood ? parts : undefined
}

function hasUniqueKeys(map: YAMLMap, complain: Complain): boolean {
  const keys = new Set<unknown>()
  let isGood = true
  for (const { key } of map.items) {
    const name = isScalar(key) ? key.value : key
    if (keys.has(name)) {
      const message = `The key "${String(name)}" is written twice`
      complain('duplicate-key', message, rangeOf(key as Node), 'Keep one of them.')
      isGood = false
    }
    keys.add(name)
  }
  return isGood
}

/** Finds what each alias stands for: the last node before it with the anchor, in its own document. */
function linkAliases({ anchored, aliases }: Parts, targets: Targets, complain: Complain): void {
  const byName = new Map<string, Node[]>()
  for (const node of anchored.sort((a, b) => rangeOf(a)[0] - rangeOf(b)[0])) {
    const name = anchorOf(node)
    const others = byName.get(name)
    if (others === undefined) byName.set(name, [node])
    else others.push(node)
  }
  for (const alias of aliases) {
    const [place] = rangeOf(alias)
    const found = byName.get(alias.source)?.findLast(node => rangeOf(node)[0] < place)
    // What contains the alias is not whole yet.
    if (found !== undefined && rangeOf(found)[1] <= place) {
      targets.set(alias, found)
      continue
    }
    const meant = didYouMean(
      alias.source,
      [...byName.keys()].filter(name => name !== alias.source),
    )
    const help =
      meant === undefined
        ? `Write \`&${alias.source}\` before the value that is meant, further up in this document.`
        : `Did you mean "*${meant}"?`
    complain('unresolved-alias', `Nothing before it is called &${alias.source}`, rangeOf(alias), help)
  }
}

function anchorOf(node: Node): string {
  return 'anchor' in node ? String(node.anchor) : ''
}

function rangeOf(node: Node): readonly [number, number] {
  return node.range ? [node.range[0], node.range[1]] : [0, 1]
}
