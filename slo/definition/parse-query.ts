import type { DiagnosticSeverity } from '../../lib/diagnostic/diagnostic.ts'
import { NEWER_PROMQL } from '../../lib/promql/problem.ts'
import { promqlProblems } from '../../lib/promql/syntax.ts'
import { blankTemplates, fixedRange, templateProblems } from '../../lib/promql/template.ts'
import { blankComments, withoutComments } from '../../lib/promql/tree.ts'
import type { YamlMap, YamlReader } from '../../lib/yaml/reader.ts'

/** What a query must be. */
export interface QueryRules {
  readonly needsWindow?: boolean
  /** False for another query language, which is not checked. */
  readonly isPromql?: boolean
  /** The severity of what only Prometheus 3 reads; sloth writes it, and our rules must load in 2.42 too. */
  readonly newer?: DiagnosticSeverity
}

/** Reads a query that rules fill a window into; reports mistakes of templates, syntax and types at their place in it. */
export function readQuery(
  yaml: YamlReader,
  map: YamlMap,
  key: string,
  { needsWindow = true, isPromql = true, newer = 'error' }: QueryRules = {},
): string | undefined {
  yaml.require(map, key, 'Write PromQL with `{{.window}}` as its range.')
  const query = yaml.string(map, key)
  if (query === undefined) return undefined
  if (query.trim() === '') {
    yaml.report(
      'missing-key',
      `"${key}" is empty`,
      yaml.node(map, key),
      'Write PromQL with `{{.window}}` as its range.',
    )
    return undefined
  }
  // A comment is no part of the query: it has neither a window nor a mistake.
  const bare = isPromql ? blankComments(query) : query
  const problems = [
    ...templateProblems(bare).filter(({ code }) => needsWindow || code !== 'no-window'),
    ...(isPromql ? promqlProblems(blankTemplates(bare)) : []),
  ].map(problem => ({ severity: problem.code === NEWER_PROMQL ? newer : ('error' as const), ...problem }))
  for (const { range, ...problem } of problems) yaml.reportInside(map, key, range, problem)
  if (problems.some(({ severity }) => severity === 'error')) return undefined
  const fixed = needsWindow ? fixedRange(bare) : undefined
  if (fixed !== undefined) {
    yaml.reportInside(map, key, fixed, {
      severity: 'warning',
      code: 'fixed-window',
      message: 'This range stays the same in every window',
      help: 'Write `[{{.window}}]` unless this is intended.',
    })
  }
  return (isPromql ? withoutComments(query) : query).trim()
}
