import { at, type JsonPath, listAt, textAt } from '../../../lib/json/path.ts'
import type { Finding } from '../../../lib/lint/finding.ts'
import { variablesIn } from '../../promql/variables.ts'
import { BUILT_IN_SOURCE, pluginsOf, sourceName } from '../datasource.ts'
import type { LintedBoard, LintedPanel } from '../linted-board.ts'
import { partOf, type Rule } from '../rule.ts'

export const datasourceVariable: Rule = {
  code: 'datasource-variable',
  summary: 'Panels, queries, annotations and variables take their data source from a variable.',
  why: 'A fixed uid exists in one Grafana only; in every other the panels say “data source not found”.',
  scope: 'any',
  check: board => [
    ...board.panels.flatMap(panelProblem),
    ...board.panels.flatMap(panel => otherPlugin(panel, board)),
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

/** A type beside the variable is that of the variable's sources, or Grafana offers another editor and asks nothing. */
function otherPlugin(panel: LintedPanel, { json }: LintedBoard): Finding[] {
  const plugins = pluginsOf(json)
  const wrong = [panel, ...panel.queries].find(owner => {
    const type = textAt(owner.json, 'datasource', 'type')
    const [variable = ''] = variablesIn(sourceName(owner.json))
    const plugin = plugins.get(variable)
    return type !== '' && plugin !== undefined && !type.includes('$') && type !== plugin
  })
  if (wrong === undefined) return []
  const message = `its type is “${textAt(wrong.json, 'datasource', 'type')}”, and that of its variable is another`
  const help = 'Take the type of the variable.'
  return [{ path: [...wrong.path, 'datasource', 'type'], part: partOf(panel), message, help }]
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
