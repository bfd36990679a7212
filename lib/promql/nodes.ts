import type { SyntaxNode } from '@lezer/common'

/** The arguments of a call or aggregation. */
export function argumentsOf(node: SyntaxNode): readonly SyntaxNode[] {
  const body = node.getChild('FunctionCallBody')
  return body === null ? [] : expressionsOf(body)
}

/** The children of a node, in order. */
export function children(node: SyntaxNode): readonly SyntaxNode[] {
  const found: SyntaxNode[] = []
  for (let child = node.firstChild; child !== null; child = child.nextSibling) found.push(child)
  return found
}

/** The children of a node that are expressions themselves. */
export function expressionsOf(node: SyntaxNode): readonly SyntaxNode[] {
  return children(node).filter(isExpression)
}

function isExpression(node: SyntaxNode): boolean {
  return node.type.is('Expr') || EXPRESSIONS.has(node.name)
}

const EXPRESSIONS = new Set([
  'AggregateExpr',
  'BinaryExpr',
  'FunctionCall',
  'MatrixSelector',
  'NumberDurationLiteral',
  'OffsetExpr',
  'AnchoredExpr',
  'SmoothedExpr',
  'ParenExpr',
  'StringLiteral',
  'SubqueryExpr',
  'UnaryExpr',
  'VectorSelector',
  'StepInvariantExpr',
])

/** The text a node stands for; empty for no node. */
export function textOf(query: string, node: SyntaxNode | null): string {
  return node === null ? '' : query.slice(node.from, node.to)
}
