import type { SyntaxNode } from '@lezer/common'
import { PROMQL_FUNCTIONS, type PromqlType } from './promql-functions.ts'
import type { PromqlProblem } from './promql-problem.ts'

/** Every place where an expression of one type stands where another is due; the whole must be an instant vector or scalar. */
export function typeProblems(query: string, expression: SyntaxNode): readonly PromqlProblem[] {
  const problems: PromqlProblem[] = []
  const type = typeOf(query, expression, problems)
  if (type === 'range vector' || type === 'string') {
    problems.push(mismatch(query, expression, 'The query', 'instant vector', type))
  }
  return problems
}

/** The type of an expression; complains about its parts on the way. */
function typeOf(query: string, node: SyntaxNode, problems: PromqlProblem[]): PromqlType {
  const check = (child: SyntaxNode, owner: string, due: PromqlType): void => {
    const type = typeOf(query, child, problems)
    if (type !== due) problems.push(mismatch(query, child, owner, due, type))
  }
  const parts = children(node).filter(child => isExpression(child))
  const [first] = parts
  switch (node.name) {
    case 'NumberDurationLiteral':
      return 'scalar'
    case 'StringLiteral':
      return 'string'
    case 'MatrixSelector':
      if (first !== undefined) check(first, 'A range', 'instant vector')
      return 'range vector'
    case 'SubqueryExpr':
      if (first !== undefined) typeOf(query, first, problems)
      return 'range vector'
    case 'FunctionCall':
      return callType(query, node, problems)
    case 'AggregateExpr':
      checkAggregation(query, node, check)
      return 'instant vector'
    case 'BinaryExpr':
      return binaryType(query, parts, problems)
    case 'ParenExpr':
    case 'UnaryExpr':
    case 'OffsetExpr':
    case 'StepInvariantExpr':
    case 'AnchoredExpr':
    case 'SmoothedExpr':
      return first === undefined ? 'instant vector' : typeOf(query, first, problems)
    default:
      return 'instant vector'
  }
}

function callType(query: string, node: SyntaxNode, problems: PromqlProblem[]): PromqlType {
  const name = textOf(query, node.firstChild)
  const known = PROMQL_FUNCTIONS.get(name)
  const given = argumentsOf(node)
  if (known === undefined) return 'instant vector'
  const least = known.takes.filter(parameter => !parameter.isOptional).length
  const most = known.takes.some(parameter => parameter.isRepeated) ? Number.POSITIVE_INFINITY : known.takes.length
  if (given.length < least || given.length > most) {
    problems.push({
      code: 'promql-arguments',
      message: `${name}() takes ${least === most ? least : `${least} to ${most}`} arguments, not ${given.length}`,
      help: `It takes ${known.takes.map(parameter => article(parameter.type)).join(', ') || 'nothing'}.`,
      range: [node.from, node.to],
    })
  }
  for (const [index, argument] of given.entries()) {
    const due = (known.takes[index] ?? known.takes.at(-1))?.type
    const type = typeOf(query, argument, problems)
    if (due !== undefined && type !== due) problems.push(mismatch(query, argument, `${name}()`, due, type))
  }
  return known.gives
}

function checkAggregation(
  query: string,
  node: SyntaxNode,
  check: (child: SyntaxNode, owner: string, due: PromqlType) => void,
): void {
  const given = argumentsOf(node)
  const last = given.at(-1)
  if (last !== undefined) check(last, `${textOf(query, node.firstChild)}()`, 'instant vector')
}

function binaryType(query: string, parts: readonly SyntaxNode[], problems: PromqlProblem[]): PromqlType {
  const types = parts.map(part => {
    const type = typeOf(query, part, problems)
    if (type === 'range vector' || type === 'string') {
      problems.push(mismatch(query, part, 'An operator', 'instant vector', type))
    }
    return type
  })
  return types.every(type => type === 'scalar') ? 'scalar' : 'instant vector'
}

function mismatch(query: string, at: SyntaxNode, owner: string, due: PromqlType, found: PromqlType): PromqlProblem {
  const text = textOf(query, at)
  const help =
    due === 'range vector'
      ? `Give it a range: ${text.length < 60 ? text : '…'}[{{.window}}].`
      : found === 'range vector'
        ? 'Put it in a function of ranges, such as rate(…[{{.window}}]).'
        : `Write ${article(due)} here.`
  return {
    code: 'promql-type',
    message: `${owner} needs ${article(due)}, and this is ${article(found)}`,
    help,
    range: [at.from, at.to],
  }
}

function article(type: PromqlType): string {
  return `${type === 'instant vector' ? 'an' : 'a'} ${type}`
}

/** The arguments of a call or aggregation. */
export function argumentsOf(node: SyntaxNode): readonly SyntaxNode[] {
  const body = node.getChild('FunctionCallBody')
  return body === null ? [] : children(body).filter(isExpression)
}

/** The children of a node, in order. */
export function children(node: SyntaxNode): readonly SyntaxNode[] {
  const found: SyntaxNode[] = []
  for (let child = node.firstChild; child !== null; child = child.nextSibling) found.push(child)
  return found
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
