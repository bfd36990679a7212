import path from 'node:path'
import type { Node } from 'oxc-parser'
import { type Finding, findingAt, type Source } from './source.ts'
import { walk } from './syntax.ts'

/** One import of a file of ours by another. */
export interface Import extends Finding {
  /** The file that is imported, relative to the checkout. */
  readonly target: string
  /** The names that are taken; undefined when it may be any of them. */
  readonly names: readonly string[] | undefined
}

/** What a file imports of ours: statically, by `export … from`, while it runs (a plain text only), and as the type of a module. */
export function importsOf(source: Source): readonly Import[] {
  const found: Import[] = []
  const add = (offset: number, request: string, names: readonly string[] | undefined): void => {
    if (!request.startsWith('.')) return
    const target = path.posix.join(path.posix.dirname(source.file), request)
    found.push({ ...findingAt(source, offset, request), target, names })
  }
  for (const { start, moduleRequest, entries } of source.module.staticImports) {
    add(start, moduleRequest.value, namesOf(entries.map(({ importName }) => importName)))
  }
  for (const { start, entries } of source.module.staticExports) {
    const from = entries[0]?.moduleRequest
    if (from) add(start, from.value, namesOf(entries.map(({ importName }) => importName)))
  }
  walk(source.program, (node, around) => {
    if (node.type === 'ImportExpression' && node.source.type === 'Literal') {
      add(node.start, String(node.source.value), namesTaken(around))
    }
    if (node.type === 'TSImportType' && node.source.type === 'Literal') {
      add(node.start, String(node.source.value), undefined)
    }
  })
  return found
}

function namesOf(entries: readonly { readonly kind: string; readonly name: string | null }[]) {
  return entries.some(({ kind }) => kind !== 'Name') ? undefined : entries.map(({ name }) => name ?? '')
}

/** The names that `const { a } = await import(…)` and `(await import(…)).a` take. */
function namesTaken([awaited, user]: readonly Node[]): readonly string[] | undefined {
  if (awaited?.type !== 'AwaitExpression') return undefined
  if (user?.type === 'MemberExpression' && user.property.type === 'Identifier') return [user.property.name]
  if (user?.type !== 'VariableDeclarator' || user.id.type !== 'ObjectPattern') return undefined
  const keys = user.id.properties.map(property => (property.type === 'Property' ? property.key : property))
  return keys.every(key => key.type === 'Identifier')
    ? keys.map(key => (key.type === 'Identifier' ? key.name : ''))
    : undefined
}

/** Two folders whose files import each other. */
export interface FolderPair {
  /** In alphabetical order, so that the outer of two nested folders comes first. */
  readonly folders: readonly [string, string]
  /** The imports from the first into the second. */
  readonly there: readonly Import[]
  /** And those back. */
  readonly back: readonly Import[]
}

/** The folders that import each other, by the files that stand in them directly. */
export function folderPairs(sources: readonly Source[]): readonly FolderPair[] {
  const arrows = new Map<string, Import[]>()
  const key = (from: string, to: string) => `${from} ${to}`
  for (const each of sources.flatMap(importsOf)) {
    const name = key(path.posix.dirname(each.file), path.posix.dirname(each.target))
    arrows.set(name, [...(arrows.get(name) ?? []), each])
  }
  return [...arrows].flatMap(([name, there]): readonly FolderPair[] => {
    const [from = '', to = ''] = name.split(' ')
    const back = arrows.get(key(to, from))
    return from < to && back !== undefined ? [{ folders: [from, to], there, back }] : []
  })
}
