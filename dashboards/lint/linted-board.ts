import type { SourceFile } from '../../lib/diagnostic.ts'
import { type PromQuery, parseQuery } from '../promql/parse.ts'
import { at, type JsonPath, listAt, textAt } from './json.ts'

/** A dashboard as the linter sees it: any classic JSON, ours or not. */
export interface LintedBoard {
  readonly file: SourceFile
  readonly json: unknown
  /** Where the dashboard stands in the file: an export may wrap it. */
  readonly root: JsonPath
  readonly uid: string
  readonly title: string
  /** All panels but rows, those inside collapsed rows among them. */
  readonly panels: readonly LintedPanel[]
  readonly variables: readonly LintedVariable[]
}

export interface LintedPanel {
  readonly path: JsonPath
  readonly json: unknown
  readonly type: string
  readonly title: string
  readonly targets: readonly LintedTarget[]
}

export interface LintedTarget {
  readonly path: JsonPath
  readonly json: unknown
  readonly expr: string
  readonly query: PromQuery
}

export interface LintedVariable {
  readonly path: JsonPath
  readonly json: unknown
  readonly name: string
  readonly type: string
}

/** Reads a dashboard's JSON; undefined when it is not JSON, or nothing like a dashboard. */
export function readBoard(file: SourceFile): LintedBoard | undefined {
  const whole = parseJson(file.text)
  // An answer of Grafana's API wraps the dashboard.
  const root: JsonPath = at(whole, 'dashboard') === undefined ? [] : ['dashboard']
  const json = at(whole, ...root)
  if (!Array.isArray(at(json, 'panels'))) return undefined
  return {
    file,
    json,
    root,
    uid: textAt(json, 'uid'),
    title: textAt(json, 'title'),
    panels: readPanels(json, root),
    variables: listAt(json, 'templating', 'list').map((variable, index) => ({
      path: [...root, 'templating', 'list', index],
      json: variable,
      name: textAt(variable, 'name'),
      type: textAt(variable, 'type'),
    })),
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // What is not JSON is no dashboard; the caller says so, with the file's name.
    return undefined
  }
}

function readPanels(parent: unknown, path: JsonPath): LintedPanel[] {
  return listAt(parent, 'panels').flatMap((panel, index) => {
    const here = [...path, 'panels', index]
    return textAt(panel, 'type') === 'row' ? readPanels(panel, here) : [readPanel(panel, here)]
  })
}

function readPanel(json: unknown, path: JsonPath): LintedPanel {
  return {
    path,
    json,
    type: textAt(json, 'type'),
    title: textAt(json, 'title'),
    targets: listAt(json, 'targets').flatMap((target, index) => {
      const expr = at(target, 'expr')
      if (typeof expr !== 'string') return []
      return [{ path: [...path, 'targets', index], json: target, expr, query: parseQuery(expr) }]
    }),
  }
}
