import { at, listAt, textAt } from '../../lib/json/path.ts'
import { variablesIn } from '../promql/variables.ts'

/** Grafana's own sources: other panels, sums over queries, made-up data, and the places where each query names its own. */
export const BUILT_IN_SOURCE = /^(-- \w+ --|grafana|__expr__|-100)$/i

/** Plugins that send PromQL to something that answers it as Prometheus does. */
const PROMETHEUS = /^(prometheus|grafana-(amazon|azure)prometheus-datasource)$/

/** The uid, the variable or, in old boards, the name of a data source; empty when none is named. */
export function sourceName(owner: unknown): string {
  return textAt(owner, 'datasource', 'uid') || textAt(owner, 'datasource')
}

/** Whether a query goes to Prometheus: told by its own data source, or its panel's. */
export type SpeaksPromql = (target: unknown, panel: unknown) => boolean

/** How queries of a board are told apart. One whose data source nobody knows is taken for PromQL unless it reads as LogQL. */
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
    // A mixed panel names no source for those of its queries that name none.
    const plugin = /^-- mixed --$/i.test(sourceName(owner)) ? undefined : pluginOf(owner)
    return plugin === undefined ? !LOGQL.test(textAt(target, 'expr')) : PROMETHEUS.test(plugin)
  }
}

/** What kind of source each variable and each input of an export stands for. */
function pluginsOf(board: unknown): ReadonlyMap<string, string> {
  return new Map([
    ...listAt(board, 'templating', 'list')
      .filter(variable => textAt(variable, 'type') === 'datasource')
      .map(variable => [textAt(variable, 'name'), textAt(variable, 'query')] as const),
    ...listAt(board, '__inputs')
      .filter(input => at(input, 'pluginId') !== undefined)
      .map(input => [textAt(input, 'name'), textAt(input, 'pluginId')] as const),
  ])
}

/** A stream of logs that is piped on, or that is all there is. */
const LOGQL = /\}\s*(\|[=~>]?|!=\s*["'`]|!~\s*["'`])|^\s*\{[^{}]*\}\s*$/
