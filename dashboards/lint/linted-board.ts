import type { SourceFile } from '../../lib/diagnostic/diagnostic.ts'
import { at, type JsonPath, listAt, textAt } from '../../lib/json/path.ts'
import { type PromQuery, parseQuery } from '../promql/parse.ts'
import { promqlOf, type SpeaksPromql } from './datasource.ts'

/** A dashboard as the linter sees it: any classic JSON, ours or not. */
export interface LintedBoard {
  readonly file: SourceFile
  readonly json: unknown
  /** Where the dashboard stands in the file: an export may wrap it. */
  readonly root: JsonPath
  readonly uid: string
  readonly title: string
  /** All panels but rows, also those inside collapsed rows. */
  readonly panels: readonly LintedPanel[]
  readonly variables: readonly LintedVariable[]
}

export interface LintedPanel {
  readonly path: JsonPath
  readonly json: unknown
  readonly type: string
  readonly title: string
  /** Whether it stands in a row that is folded up. */
  readonly isFolded: boolean
  /** Every query, of whatever data source. */
  readonly queries: readonly { readonly path: JsonPath; readonly json: unknown }[]
  /** Those that go to Prometheus. */
  readonly targets: readonly LintedTarget[]
}

export interface LintedTarget {
  readonly path: JsonPath
  readonly json: unknown
  readonly expr: string
  /** Whether its result is not drawn, but may be used in expressions. */
  readonly isHidden: boolean
  readonly query: PromQuery
}

export interface LintedVariable {
  readonly path: JsonPath
  readonly json: unknown
  readonly name: string
  readonly type: string
}

/** Reads a dashboard of the classic model; `root` is its path in the file. */
export function readBoard(file: SourceFile, json: unknown, root: JsonPath): LintedBoard {
  return {
    file,
    json,
    root,
    uid: textAt(json, 'uid'),
    title: textAt(json, 'title'),
    panels: readPanels(json, root, promqlOf(json)),
    variables: listAt(json, 'templating', 'list').map((variable, index) => ({
      path: [...root, 'templating', 'list', index],
      json: variable,
      name: textAt(variable, 'name'),
      type: textAt(variable, 'type'),
    })),
  }
}

/** The panels of a dashboard or of a row; dashboards older than Grafana 5 have all of them in `rows`. */
function readPanels(parent: unknown, path: JsonPath, isPromql: SpeaksPromql): LintedPanel[] {
  return ['panels', 'rows'].flatMap(key =>
    listAt(parent, key).flatMap((panel, index) => {
      const here = [...path, key, index]
      return key === 'rows' || textAt(panel, 'type') === 'row'
        ? readPanels(panel, here, isPromql)
        : [readPanel(panel, here, isPromql)]
    }),
  )
}

function readPanel(json: unknown, path: JsonPath, isPromql: SpeaksPromql): LintedPanel {
  const isShared = at(json, 'libraryPanel') !== undefined && at(json, 'targets') === undefined
  const queries = listAt(json, 'targets').map((target, index) => ({ path: [...path, 'targets', index], json: target }))
  return {
    path,
    json,
    type: isShared ? LIBRARY_PANEL : textAt(json, 'type'),
    isFolded: path.at(-4) === 'panels',
    title: textAt(json, 'title') || textAt(json, 'libraryPanel', 'name'),
    queries,
    targets: queries.flatMap(query => {
      const expr = at(query.json, 'expr')
      const isHidden = at(query.json, 'hide') === true
      // Grafana's editor leaves hidden queries without a text behind, and never sends them.
      if (typeof expr !== 'string' || (isHidden && expr.trim() === '') || !isPromql(query.json, json)) return []
      return [{ ...query, expr, isHidden, query: parseQuery(expr) }]
    }),
  }
}

/** The type of a library panel, of which the dashboard has only the name. */
export const LIBRARY_PANEL = 'library-panel-ref'
