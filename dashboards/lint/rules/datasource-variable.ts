import { at, type JsonPath, listAt, textAt } from '../json.ts'
import type { Finding, Rule } from '../rule.ts'

const ALLOWED = /^(\$\{?(datasource|DS_\w+|ds|prometheus_ds)\}?|-- \w+ --|grafana|__expr__|-100)$/i

/** A uid that is written in belongs to one Grafana; in every other the panels say “data source not found”. */
export const datasourceVariable: Rule = {
  code: 'datasource-variable',
  summary: 'Panels, queries, annotations and variables take their data source from a variable.',
  scope: 'any',
  check: board => {
    const finding = (path: JsonPath, json: unknown): Finding[] => {
      const uid = textAt(json, 'datasource', 'uid') || textAt(json, 'datasource')
      if (at(json, 'datasource') !== undefined && at(json, 'datasource') !== null && ALLOWED.test(uid)) return []
      return [
        {
          path: [...path, 'datasource'],
          message: uid === '' ? 'no data source is named' : `the data source “${uid}” is written in`,
          help: `Use ${'$'}{datasource}, a variable of type data source.`,
        },
      ]
    }
    return [
      ...board.panels.flatMap(panel =>
        panel.targets.length === 0
          ? []
          : [finding(panel.path, panel.json), ...panel.targets.map(target => finding(target.path, target.json))]
              .flat()
              .map(found => ({ ...found, panel })),
      ),
      ...board.variables.filter(({ type }) => type === 'query').flatMap(({ path, json }) => finding(path, json)),
      ...listAt(board.json, 'annotations', 'list').flatMap((annotation, index) =>
        at(annotation, 'builtIn') === 1 ? [] : finding([...board.root, 'annotations', 'list', index], annotation),
      ),
    ]
  },
}
