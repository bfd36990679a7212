import { at, listAt, textAt } from '../../lib/json/path.ts'
import { variablesIn } from '../promql/variables.ts'

/** Grafana's built-in sources: other panels, expressions, test data, and “mixed”, where each query names its own. */
export const BUILT_IN_SOURCE = /^(-- \w+ --|grafana|__expr__|-100)$/i

/** Plugins of data sources that evaluate PromQL. */
const PROMETHEUS = /^(prometheus|grafana-(amazon|azure)prometheus-datasource)$/

/** The uid, the variable or, in old dashboards, the name of a data source; empty when none is named. */
export function sourceName(owner: unknown): string {
  return textAt(owner, 'datasource', 'uid') || textAt(owner, 'datasource')
}

/** Whether a query goes to Prometheus, by its own data source or its panel's. */
export type SpeaksPromql = (target: unknown, panel: unknown) => boolean

/**
 * Finds a dashboard's PromQL queries. One whose data source is not known is taken for PromQL unless it looks like
 * LogQL.
 */
export function promqlOf(board: unknown): SpeaksPromql {
  const plugins = pluginsOf(board)
  const pluginOf = (owner: unknown): string | undefined => {
    const type = textAt(owner, 'datasource', 'type')
    if (type !== '' && !type.includes('$')) return type
    const name = sourceName(owner)
    if (BUILT_IN_SOURCE.test(name)) return name
    const [variable] = variablesIn(name)
    return variable === undefined ? undefined : plugins.get(variable)
  }
  return (target, panel) => {
    const owner = sourceName(target) === '' ? panel : target
    // In a mixed panel, a query without a source of its own has none.
    const plugin = /^-- mixed --$/i.test(sourceName(owner)) ? undefined : pluginOf(owner)
    return plugin === undefined ? !LOGQL.test(textAt(target, 'expr')) : PROMETHEUS.test(plugin)
  }
}

/** The plugin of each data source variable, and of each input of an export. */
export function pluginsOf(board: unknown): ReadonlyMap<string, string> {
  return new Map([
    ...listAt(board, 'templating', 'list')
      .filter(variable => textAt(variable, 'type') === 'datasource')
      .map(variable => [textAt(variable, 'name'), textAt(variable, 'query')] as const),
    ...listAt(board, '__inputs')
      .filter(input => at(input, 'pluginId') !== undefined)
      .map(input => [textAt(input, 'name'), textAt(input, 'pluginId')] as const),
  ])
}

/** A log stream selector, with a pipeline or alone. */
const LOGQL = /\}\s*(\|[=~>]?|!=\s*["'`]|!~\s*["'`])|^\s*\{[^{}]*\}\s*$/
