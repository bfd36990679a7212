import { at, type JsonPath, listAt } from '../../../lib/json/path.ts'
import type { Finding } from '../../../lib/lint/finding.ts'
import { variablesIn } from '../../promql/variables.ts'
import { BUILT_IN_SOURCE, sourceName } from '../datasource.ts'
import type { LintedPanel } from '../linted-board.ts'
import { partOf, type Rule } from '../rule.ts'

export const datasourceVariable: Rule = {
  code: 'datasource-variable',
  summary: 'Panels, queries, annotations and variables take their data source from a variable.',
  why: 'A fixed uid exists in one Grafana only; in every other the panels say “data source not found”.',
  scope: 'any',
  check: board => [
    ...board.panels.flatMap(panelProblem),
    ...board.variables.filter(({ type }) => type === 'query').flatMap(({ path, json }) => problemOf(path, json)),
    ...listAt(board.json, 'annotations', 'list').flatMap((annotation, index) =>
      at(annotation, 'builtIn') === 1 ? [] : problemOf([...board.root, 'annotations', 'list', index], annotation),
    ),
  ],
}

/** One finding a panel; a query that names no data source has that of its panel. */
function panelProblem(panel: LintedPanel): Finding[] {
  if (panel.queries.length === 0) return []
  const named = [panel, ...panel.queries].filter(({ json }) => sourceName(json) !== '')
  const isNamedEverywhere = sourceName(panel.json) !== '' || named.length === panel.queries.length
  const found = isNamedEverywhere ? named : [panel]
  return found
    .flatMap(({ path, json }) => problemOf(path, json).map(problem => ({ ...problem, part: partOf(panel) })))
    .slice(0, 1)
}

function problemOf(path: JsonPath, json: unknown): Finding[] {
  const name = sourceName(json)
  if (name !== '' && (BUILT_IN_SOURCE.test(name) || variablesIn(name).length > 0)) return []
  return [
    {
      path: [...path, 'datasource'],
      message: name === '' ? 'no data source is named' : `the data source “${name}” is fixed`,
      help: `Use ${'$'}{datasource}, a variable of type data source.`,
    },
  ]
}
