import type { SyntaxNode } from '@lezer/common'
import { argumentsOf, expressionsOf } from './nodes.ts'

/** An expression and its parts, with Prometheus' operator precedence. */
export interface Expression {
  readonly kind: string
  /** The node that its operators, words and lengths of time hang on. */
  readonly node: SyntaxNode
  readonly parts: readonly Expression[]
  readonly from: number
  readonly to: number
}

/** What stands behind an expression and belongs to it. */
const SUFFIXED = ['OffsetExpr', 'StepInvariantExpr', 'MatrixSelector', 'SubqueryExpr', 'AnchoredExpr', 'SmoothedExpr']
const PREFIXED = ['BinaryExpr', 'UnaryExpr']

/**
 * The expression of a node. The grammar takes `a / b offset 1h` for `(a / b) offset 1h`; Prometheus, where what stands
 * behind a selector binds tighter than any operator, for `a / (b offset 1h)`.
 */
export function expressionOf(node: SyntaxNode): Expression {
  const isCall = node.name === 'FunctionCall' || node.name === 'AggregateExpr'
  const parts = (isCall ? argumentsOf(node) : expressionsOf(node)).map(expressionOf)
  const [inner] = parts
  if (inner !== undefined && SUFFIXED.includes(node.name)) return behindLast(inner, node)
  return { kind: node.name, node, parts, from: node.from, to: node.to }
}

/** Moves the suffix of a whole expression to its last operand. */
function behindLast(whole: Expression, suffix: SyntaxNode): Expression {
  const last = whole.parts.at(-1)
  if (last === undefined || !PREFIXED.includes(whole.kind)) {
    return { kind: suffix.name, node: suffix, parts: [whole], from: whole.from, to: suffix.to }
  }
  return { ...whole, parts: [...whole.parts.slice(0, -1), behindLast(last, suffix)], to: suffix.to }
}
