import type { SyntaxNode } from '@lezer/common'
import { parseDuration } from '../duration.ts'
import type { Expression } from './expression.ts'
import { children, textOf } from './nodes.ts'
import { NEWER_PROMQL, type PromqlProblem } from './problem.ts'

/** What `offset` and `@` may stand behind. */
const SHIFTABLE = ['VectorSelector', 'MatrixSelector', 'SubqueryExpr']
const MODIFIERS: Readonly<Record<string, string>> = { OffsetExpr: 'offset', StepInvariantExpr: '@' }

/** A part of the query. */
type Place = Pick<Expression, 'from' | 'to'>

/** What Prometheus refuses of `offset` and `@`: behind anything but a selector or subquery, twice, or without a moment. */
export function modifierProblems(query: string, expression: Expression): readonly PromqlProblem[] {
  const { kind, node } = expression
  const word = MODIFIERS[kind] ?? ''
  const wordNode = node.getChild(kind === 'OffsetExpr' ? 'Offset' : 'At')
  const suffix = { from: wordNode?.from ?? expression.from, to: expression.to }
  const problem = (message: string, help: string, at: Place = suffix): PromqlProblem => ({
    code: 'promql-modifier',
    message,
    help,
    range: [at.from, at.to],
  })
  const problems: PromqlProblem[] = []
  let [inner] = expression.parts
  let isTwice = false
  while (inner !== undefined && MODIFIERS[inner.kind] !== undefined) {
    isTwice ||= inner.kind === kind
    inner = inner.parts[0]
  }
  if (isTwice) problems.push(problem(`"${word}" is written twice`, 'Keep one of them.'))
  if (inner !== undefined && !SHIFTABLE.includes(inner.kind)) {
    const help = `Put it behind each selector inside, as in rate(x[5m] ${word === '@' ? '@ end()' : 'offset 1h'}).`
    problems.push(problem(`"${word}" cannot stand here, only behind a selector or a subquery`, help))
  }
  return [...problems, ...momentProblems(query, node, problem), ...durationProblems(query, node)]
}

function momentProblems(
  query: string,
  node: SyntaxNode,
  problem: (message: string, help: string, at?: Place) => PromqlProblem,
): readonly PromqlProblem[] {
  const moment = node.name === 'StepInvariantExpr' ? node.getChild('NumberDurationLiteral', 'At') : null
  if (moment === null || !/inf|nan/i.test(textOf(query, moment))) return []
  return [problem('"@" needs a moment', 'Write seconds since 1970, start() or end().', moment)]
}

/** What Prometheus refuses of a range: of anything but a selector, or of no length. */
export function rangeProblems(query: string, { kind, node, parts }: Expression): readonly PromqlProblem[] {
  const [inner] = parts
  const problems: PromqlProblem[] = []
  if (kind === 'MatrixSelector' && inner !== undefined && inner.kind !== 'VectorSelector') {
    const isShifted = MODIFIERS[inner.kind] !== undefined
    problems.push({
      code: 'promql-type',
      message: 'Only a selector can have a range',
      help: isShifted
        ? 'Write the range first, as in x[5m] offset 1h.'
        : 'Make it a subquery with a colon, as in (…)[{{.window}}:1m], or move the range to the selector inside.',
      range: [inner.from, inner.to],
    })
  }
  return [...problems, ...durationProblems(query, node)]
}

/** What is wrong with the lengths of time behind an expression. */
function durationProblems(query: string, node: SyntaxNode): readonly PromqlProblem[] {
  const lengths = children(node).filter(({ name }) => name === 'DurationExpr' || name === 'OffsetDurationExpr')
  return lengths.flatMap(length => {
    const text = textOf(query, length).trim()
    const place = [length.from, length.to] as const
    const bare = text.replace(/^[+-]\s*/, '')
    const isOffset = length.name === 'OffsetDurationExpr'
    if (!/^[\w.]+$/.test(bare) || (bare !== text && !(isOffset && text.startsWith('-')))) {
      return [{ ...EXPERIMENTAL_DURATION, range: place }]
    }
    const hasUnit = /[a-z]$/.test(bare)
    const seconds = hasUnit ? (parseDuration(bare) ?? Number.NaN) / 1000 : Number(bare)
    if (!(seconds < MOST_SECONDS && (isOffset || seconds > 0))) return [{ ...BAD_DURATION, range: place }]
    return hasUnit ? [] : [{ ...NUMBER_AS_DURATION, range: place }]
  })
}

/** The most seconds that Go's nanoseconds can hold, about 292 years. */
const MOST_SECONDS = 9.2e9

const EXPERIMENTAL_DURATION = {
  code: 'promql-experimental',
  message: 'Prometheus reads arithmetic in a duration only with a feature flag',
  help: 'Write the length out, as in 1h30m.',
}
const NUMBER_AS_DURATION = {
  code: NEWER_PROMQL,
  message: 'Only Prometheus 3 reads a number without a unit as a duration',
  help: 'Give it a unit, as in 300s.',
}
const BAD_DURATION = {
  code: 'promql-duration',
  message: 'This is no length of time',
  help: 'Write a duration above zero with units from the longest to the shortest, as in 5m or 1h30m.',
}
