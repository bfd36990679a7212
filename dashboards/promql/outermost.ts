import type { SyntaxNode } from '@lezer/common'
import { argumentsOf, children, expressionsOf, textOf } from '../../lib/promql/nodes.ts'
import { isTooDeep } from '../../lib/promql/syntax.ts'
import { parsePromql } from '../../lib/promql/tree.ts'

/** An aggregation of which a query's value is a rising function. */
export interface Outermost {
  readonly name: string
  readonly argument: string
}

/** Aggregations that say how many there are: what stands inside them is not the value. */
const COUNTS = new Set(['count', 'group', 'count_values'])

/**
 * The aggregations that choose or blend the values which a query yields: not those under a minus or a quotient, where
 * greater and less change places, and not those that only decide which series there are.
 */
export function outermostAggregations(query: string): readonly Outermost[] {
  if (isTooDeep(query)) return []
  const { topNode } = parsePromql(query)
  return topNode.firstChild === null ? [] : found(topNode.firstChild, query)
}

function found(node: SyntaxNode, query: string): readonly Outermost[] {
  if (node.name === 'AggregateExpr') {
    const name = textOf(query, node.getChild('AggregateOp')).toLowerCase()
    const argument = argumentsOf(node).at(-1)
    if (argument === undefined || COUNTS.has(name)) return []
    return [{ name, argument: textOf(query, argument) }, ...found(argument, query)]
  }
  if (node.name === 'FunctionCall') return argumentsOf(node).flatMap(argument => found(argument, query))
  const parts = expressionsOf(node)
  if (node.name !== 'BinaryExpr') return parts.flatMap(part => found(part, query))
  const isBoth = children(node).some(({ name }) => name === 'Add' || name === 'Or' || name === 'Mul')
  const shown = isBoth ? parts : parts.slice(0, 1)
  return shown.some(part => /^\(*(?:0|NaN)\)*$/.test(textOf(query, part)))
    ? []
    : shown.flatMap(part => found(part, query))
}
