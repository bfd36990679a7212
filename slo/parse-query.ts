import { promqlProblems } from '../lib/promql-syntax.ts'
import { blankTemplates, fixedRange, templateProblems } from '../lib/promql-template.ts'
import type { YamlMap, YamlReader } from '../lib/yaml-reader.ts'

/** What a query must be. */
export interface QueryRules {
  readonly needsWindow?: boolean
  /** False for another language of queries, which nobody here can read. */
  readonly isPromql?: boolean
}

/** Reads a query that rules fill a window into; complains inside its text about templates, syntax and types. */
export function readQuery(
  yaml: YamlReader,
  map: YamlMap,
  key: string,
  { needsWindow = true, isPromql = true }: QueryRules = {},
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
  const problems = [
    ...templateProblems(query).filter(({ code }) => needsWindow || code !== 'no-window'),
    ...(isPromql ? promqlProblems(blankTemplates(query)) : []),
  ]
  for (const { range, ...problem } of problems) yaml.reportInside(map, key, range, { severity: 'error', ...problem })
  if (problems.length > 0) return undefined
  const fixed = needsWindow ? fixedRange(query) : undefined
  if (fixed !== undefined) {
    yaml.reportInside(map, key, fixed, {
      severity: 'warning',
      code: 'fixed-window',
      message: 'This range stays the same in every window',
      help: 'Write `[{{.window}}]` unless it is meant to.',
    })
  }
  return query.trim()
}
