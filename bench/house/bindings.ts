import path from 'node:path'
import type { Node } from 'oxc-parser'
import type { Source } from './source.ts'
import { type FunctionNode, isFunction, walk } from './syntax.ts'

/** What a name stands for: a node, and the file that it is in. */
interface Bound {
  readonly source: Source
  readonly node: Node
}

/** Names to what they stand for, followed through imports. */
export interface Bindings {
  /** The function or the value of the constant that a name means in a file; undefined for anything else. */
  readonly resolve: (source: Source, name: string) => Bound | undefined
  /** The file of ours that a name is imported from. */
  readonly importedFrom: (source: Source, name: string) => string | undefined
}

/** Each name of a file once, whatever its scope: the code has few names twice in a file, and none for two kinds of thing. */
export function bindingsOf(sources: readonly Source[]): Bindings {
  const files = new Map(sources.map(source => [source.file, source]))
  const values = new Map(sources.map(source => [source.file, valuesOf(source)]))
  const imports = new Map(sources.map(source => [source.file, importsOf(source)]))
  return {
    resolve(source, name) {
      const own = values.get(source.file)?.get(name)
      if (own !== undefined) return { source, node: own }
      const from = imports.get(source.file)?.get(name)
      const target = files.get(from?.file ?? '')
      const node = values.get(from?.file ?? '')?.get(from?.name ?? '')
      return target === undefined || node === undefined ? undefined : { source: target, node }
    },
    importedFrom: (source, name) => imports.get(source.file)?.get(name)?.file,
  }
}

function valuesOf({ program }: Source): ReadonlyMap<string, Node> {
  const found = new Map<string, Node>()
  walk(program, node => {
    if (node.type === 'FunctionDeclaration' && node.id !== null) found.set(node.id.name, node)
    if (node.type !== 'VariableDeclarator' || node.id.type !== 'Identifier' || node.init === null) return
    found.set(node.id.name, node.init)
  })
  return found
}

function importsOf({ file, module }: Source): ReadonlyMap<string, { readonly file: string; readonly name: string }> {
  const folder = path.posix.dirname(file)
  return new Map(
    module.staticImports.flatMap(({ moduleRequest, entries }) =>
      entries.map(({ importName, localName }) => [
        localName.value,
        { file: path.posix.join(folder, moduleRequest.value), name: importName.name ?? '' },
      ]),
    ),
  )
}

/** What a function gives back, where that is plain to see. */
export function results(node: FunctionNode): readonly Node[] {
  if (node.body === null) return []
  if (node.body.type !== 'BlockStatement') return [node.body]
  const found: Node[] = []
  walk(node.body, (each, around) => {
    const isOwn = !around.some(isFunction)
    if (each.type === 'ReturnStatement' && each.argument !== null && isOwn) found.push(each.argument)
  })
  return found
}
