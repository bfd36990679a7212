import type { DiagnosticSeverity } from '../../../lib/diagnostic/diagnostic.ts'
import { NEWER_PROMQL, type PromqlProblem } from '../../../lib/promql/problem.ts'
import { foreignProblem } from '../../../lib/promql/query/foreign-language.ts'
import { placeholderProblems } from '../../../lib/promql/query/placeholders.ts'
import { promqlProblems } from '../../../lib/promql/syntax.ts'
import { blankTemplates, fixedRange, templateProblems } from '../../../lib/promql/template.ts'
import { blankComments, blankEmptyOffsets, withoutComments } from '../../../lib/promql/tree.ts'
import type { YamlMap, YamlReader } from '../../../lib/yaml/reader.ts'
import { partProblems } from './part-checks.ts'
import { complainerAt, type PlacedQuery } from './placed-query.ts'

/** What a query must be. */
export interface QueryRules {
  readonly needsWindow?: boolean
  /** False for another query language, which is not checked. */
  readonly isPromql?: boolean
  /** The severity of what only Prometheus 3 reads; undefined where the rules are for it. */
  readonly newer?: DiagnosticSeverity | undefined
  /** The severity of what loads and counts something else than was meant. */
  readonly suspect?: DiagnosticSeverity
}

const HELP = 'Write PromQL with `{{.window}}` as its range.'

/** Reads a query that rules fill a window into; reports mistakes of templates, syntax, types and sense at their place in it. */
export function readQuery(
  yaml: YamlReader,
  map: YamlMap,
  key: string,
  { needsWindow = true, isPromql = true, newer, suspect = 'error' }: QueryRules,
): PlacedQuery | undefined {
  yaml.require(map, key, HELP)
  const query = yaml.string(map, key)
  if (query === undefined) return undefined
  if (query.trim() === '') {
    yaml.report('missing-key', `"${key}" is empty`, yaml.node(map, key), HELP)
    return undefined
  }
  const complain = complainerAt(yaml, map, key)
  // A comment is no part of the query: it has neither a window nor a mistake.
  const bare = isPromql ? blankEmptyOffsets(blankComments(query)) : query
  const problems = [...(isPromql ? refusals(bare, needsWindow) : templates(bare, needsWindow))]
  for (const problem of problems) {
    const severity = problem.severity ?? (problem.code === NEWER_PROMQL ? newer : 'error')
    if (severity !== undefined) complain({ ...problem, severity })
  }
  const isNewer = problems.some(({ code }) => code === NEWER_PROMQL)
  if (problems.some(({ code, severity }) => severity === undefined && (code !== NEWER_PROMQL || newer === 'error')))
    return undefined
  const fixed = needsWindow ? fixedRange(bare) : undefined
  if (fixed !== undefined) complain({ ...FIXED, severity: 'warning', range: fixed })
  if (isPromql) for (const problem of partProblems(bare, suspect)) complain(problem)
  return {
    text: (isPromql ? blankEmptyOffsets(withoutComments(query)) : query).trim(),
    placed: bare,
    isNewer,
    complain,
  }
}

const FIXED = {
  code: 'fixed-window',
  message: 'This range stays the same in every window',
  help: 'Write `[{{.window}}]` unless this is intended.',
} as const

/** A problem; without a severity it is an error, or whatever its code is. */
type Found = PromqlProblem & { readonly severity?: 'warning' }

function templates(query: string, needsWindow: boolean): readonly Found[] {
  return templateProblems(query).filter(({ code }) => needsWindow || code !== 'no-window')
}

/** What Prometheus refuses of a query. A placeholder or another language explains whatever else seems wrong. */
function refusals(query: string, needsWindow: boolean): readonly Found[] {
  const placeholders = placeholderProblems(query)
  const certain = placeholders.filter(({ isText }) => !isText)
  if (certain.length > 0) return certain.map(withoutMark)
  const suspected = placeholders.map(problem => ({ ...withoutMark(problem), severity: 'warning' as const }))
  const problems = [...templates(query, needsWindow), ...promqlProblems(blankTemplates(query))]
  const foreign = problems.length === 0 ? undefined : foreignProblem(query)
  return [...suspected, ...(foreign === undefined ? problems : [foreign])]
}

function withoutMark({ isText: _, ...problem }: ReturnType<typeof placeholderProblems>[number]): PromqlProblem {
  return problem
}
