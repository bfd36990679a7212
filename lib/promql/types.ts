import type { SyntaxNode } from '@lezer/common'
import { article, callProblems, signatureOf } from './calls.ts'
import { type Expression, expressionOf } from './expression.ts'
import type { PromqlType } from './functions.ts'
import { modifierProblems, rangeProblems } from './modifiers.ts'
import { textOf } from './nodes.ts'
import { operatorProblems } from './operators.ts'
import type { PromqlProblem } from './problem.ts'

/** Every place where an expression of one type stands where another is due; the whole must be an instant vector or scalar. */
export function typeProblems(query: string, root: SyntaxNode): readonly PromqlProblem[] {
  const problems: PromqlProblem[] = []
  const expression = expressionOf(root)
  const type = typeOf(query, expression, problems)
  if (isNoValue(type)) problems.push(mismatch(query, expression, 'The query', 'instant vector', type))
  return problems
}

type TypeOf = (query: string, expression: Expression, problems: PromqlProblem[]) => PromqlType

/** How the type of an expression follows from its parts, by its kind; what is not listed is an instant vector. */
const TYPES: Readonly<Record<string, TypeOf>> = {
  NumberDurationLiteral: () => 'scalar',
  StringLiteral: () => 'string',
  MatrixSelector: (query, expression, problems) => {
    problems.push(...rangeProblems(query, expression))
    passedOn(query, expression, problems)
    return 'range vector'
  },
  SubqueryExpr: (query, expression, problems) => {
    problems.push(...rangeProblems(query, expression))
    for (const part of expression.parts) check(query, part, 'A subquery', 'instant vector', problems)
    return 'range vector'
  },
  FunctionCall: callType,
  AggregateExpr: callType,
  BinaryExpr: binaryType,
  UnaryExpr: (query, expression, problems) => valueInside(query, expression, problems, 'A sign'),
  ParenExpr: passedOn,
  OffsetExpr: shifted,
  StepInvariantExpr: shifted,
  AnchoredExpr: experimental,
  SmoothedExpr: experimental,
}

/** The type of an expression; complains about its parts on the way. */
function typeOf(query: string, expression: Expression, problems: PromqlProblem[]): PromqlType {
  return TYPES[expression.kind]?.(query, expression, problems) ?? 'instant vector'
}

function passedOn(query: string, expression: Expression, problems: PromqlProblem[]): PromqlType {
  const [inner] = expression.parts
  return inner === undefined ? 'instant vector' : typeOf(query, inner, problems)
}

function shifted(query: string, expression: Expression, problems: PromqlProblem[]): PromqlType {
  problems.push(...modifierProblems(query, expression))
  return passedOn(query, expression, problems)
}

function experimental(query: string, expression: Expression, problems: PromqlProblem[]): PromqlType {
  const range = [expression.from, expression.to] as const
  const message = 'Prometheus reads "anchored" and "smoothed" only with a feature flag'
  problems.push({ code: 'promql-experimental', message, help: 'Leave the word out.', range })
  return passedOn(query, expression, problems)
}

/** The type of the one expression inside, which must be a scalar or an instant vector. */
function valueInside(query: string, expression: Expression, problems: PromqlProblem[], owner: string): PromqlType {
  const [inner] = expression.parts
  const type = passedOn(query, expression, problems)
  if (inner !== undefined && isNoValue(type)) problems.push(mismatch(query, inner, owner, 'instant vector', type))
  return type
}

function callType(query: string, expression: Expression, problems: PromqlProblem[]): PromqlType {
  const { node, parts } = expression
  problems.push(...callProblems(query, node))
  const known = signatureOf(query, node)
  const owner = `${textOf(query, node.firstChild)}()`
  for (const [index, argument] of parts.entries()) {
    const due = (known?.takes[index] ?? known?.takes.at(-1))?.type
    if (due === undefined) typeOf(query, argument, problems)
    else check(query, argument, owner, due, problems)
  }
  return known?.gives ?? 'instant vector'
}

function binaryType(query: string, expression: Expression, problems: PromqlProblem[]): PromqlType {
  const types = expression.parts.map(part => {
    const type = typeOf(query, part, problems)
    if (isNoValue(type)) problems.push(mismatch(query, part, 'An operator', 'instant vector', type))
    return type
  })
  problems.push(...operatorProblems(query, expression.node, types))
  return types.every(type => type === 'scalar') ? 'scalar' : 'instant vector'
}

function isNoValue(type: PromqlType): boolean {
  return type === 'range vector' || type === 'string'
}

function check(query: string, part: Expression, owner: string, due: PromqlType, problems: PromqlProblem[]): void {
  const type = typeOf(query, part, problems)
  if (type !== due) problems.push(mismatch(query, part, owner, due, type))
}

function mismatch(query: string, at: Expression, owner: string, due: PromqlType, found: PromqlType): PromqlProblem {
  const text = query.slice(at.from, at.to)
  const help =
    due === 'range vector' && at.kind === 'VectorSelector'
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
