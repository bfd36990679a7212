import { NEWER_PROMQL } from '../../../lib/promql/problem.ts'
import { promqlProblems } from '../../../lib/promql/syntax.ts'
import type { LintedTarget } from '../linted-board.ts'
import { eachTarget, type Rule } from '../rule.ts'

export const queryParses: Rule = {
  code: 'query-parses',
  summary: 'Every query is PromQL, and its value can be drawn.',
  why: 'Prometheus refuses anything else, and the panel shows an error instead of the outage.',
  scope: 'any',
  check: board =>
    eachTarget(
      board,
      'Try it in Prometheus’ own page; Grafana’s variables may stand only where a value may.',
      problemsOf,
    ),
}

function problemsOf({ expr, query }: LintedTarget): readonly string[] {
  if (expr.trim() === '') return ['the query is empty']
  const { brokenAt, isTemplate, text } = query
  if (brokenAt !== undefined) {
    const rest = expr.slice(brokenAt, brokenAt + 30).trim()
    return [rest === '' ? 'the query ends too early' : `this is not PromQL from “${rest}” on`]
  }
  // What a variable holds decides of which type the parts around it are.
  return isTemplate ? [] : promqlProblems(text).flatMap(({ code, message }) => (ELSEWHERE.has(code) ? [] : [message]))
}

/**
 * Regular expressions are checked by the rule `selective-matcher`, which knows variables; newer syntax is valid in a
 * newer Prometheus.
 */
const ELSEWHERE: ReadonlySet<string> = new Set(['promql-regex', NEWER_PROMQL])
