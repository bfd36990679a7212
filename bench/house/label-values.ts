import type { Node } from 'oxc-parser'
import { type Bindings, results } from './bindings.ts'
import type { Finding, Source } from './source.ts'
import { isFunction, keyName } from './syntax.ts'

/** A label that is spelled out where its constant should stand; `text` is the label. */
export interface LabelUse extends Finding {
  readonly as: 'key' | 'name' | 'text' | 'read'
}

/** A search for labels, and where it puts what it finds. */
export interface Search {
  readonly bindings: Bindings
  readonly labels: ReadonlySet<string>
  readonly add: (source: Source, offset: number, label: string | undefined, as: LabelUse['as']) => void
}

/** The keys of an object, wherever its parts are written. */
export function keys(search: Search, source: Source, node: Node, seen = new Set<Node>()): void {
  follow(search, source, node, seen, (at, each) => {
    if (each.type !== 'ObjectExpression') return
    for (const property of each.properties) {
      if (property.type === 'SpreadElement') keys(search, at, property.argument, seen)
      else search.add(at, property.key.start, keyName(property.key, property.computed), 'key')
    }
  })
}

/** A text, or the texts of a list. */
export function names(search: Search, source: Source, node: Node, seen = new Set<Node>()): void {
  follow(search, source, node, seen, (at, each) => {
    if (each.type === 'Literal') search.add(at, each.start, String(each.value), 'name')
    if (each.type !== 'ArrayExpression') return
    for (const element of each.elements) {
      if (element !== null) names(search, at, element.type === 'SpreadElement' ? element.argument : element, seen)
    }
  })
}

/** Follows constants, calls of our own functions, choices and casts to what is written down; nothing twice. */
function follow(
  search: Search,
  source: Source,
  node: Node,
  seen: Set<Node>,
  visit: (source: Source, node: Node) => void,
): void {
  step(source, node)

  function step(at: Source, each: Node): void {
    if (seen.has(each)) return
    seen.add(each)
    visit(at, each)
    if (each.type === 'TSAsExpression' || each.type === 'TSSatisfiesExpression') step(at, each.expression)
    if (each.type === 'ConditionalExpression') for (const way of [each.consequent, each.alternate]) step(at, way)
    if (each.type === 'LogicalExpression') for (const way of [each.left, each.right]) step(at, way)
    if (isFunction(each)) for (const result of results(each)) step(at, result)
    const name = each.type === 'CallExpression' ? each.callee : each
    const bound = name.type === 'Identifier' ? search.bindings.resolve(at, name.name) : undefined
    if (bound !== undefined) step(bound.source, bound.node)
  }
}

/** Labels by their name, or names of labels: whichever a value holds. */
export function keysAndNames(search: Search, source: Source, node: Node): void {
  keys(search, source, node)
  names(search, source, node)
}
