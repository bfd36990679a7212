import type { SyntaxNode } from '@lezer/common'
import { textOf } from './nodes.ts'
import { NEWER_PROMQL, type PromqlProblem } from './problem.ts'

/** What Prometheus refuses of a number, or only reads since version 3. */
export function literalProblems(query: string, node: SyntaxNode): readonly PromqlProblem[] {
  const text = textOf(query, node).replace(/^[+-]\s*/, '')
  const range = [node.from, node.to] as const
  if (/^(?:inf|nan)$/i.test(text)) return []
  if (/\w/.test(query.charAt(node.to))) return [{ ...GLUED, range }]
  if (/^(?!0x)[\d.]+[a-z]/i.test(text) && !/^[\d.]+e[+-]?\d/i.test(text)) return [{ ...DURATION_AS_NUMBER, range }]
  if (text.includes('_')) return [{ ...UNDERSCORES, range }]
  return Number.isFinite(Number(text)) ? [] : [{ ...TOO_LARGE, range }]
}

const DURATION_AS_NUMBER = {
  code: NEWER_PROMQL,
  message: 'Only Prometheus 3 reads a duration as a number',
  help: 'Write seconds, as in 3600.',
}
const UNDERSCORES = {
  code: NEWER_PROMQL,
  message: 'Only Prometheus 3 reads "_" in a number',
  help: 'Write the digits without it.',
}
const GLUED = {
  code: 'promql-number',
  message: 'A word follows the number without a blank',
  help: 'Put a blank between them, as in 123 offset 1m.',
}
const TOO_LARGE = {
  code: 'promql-number',
  message: 'This number is larger than any that Prometheus can hold',
  help: 'Write a smaller one, or Inf.',
}
