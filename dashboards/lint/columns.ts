import { at, listAt, textAt } from '../../lib/json/path.ts'
import { type LabelSet, mayHave } from '../promql/label-set.ts'
import type { LintedPanel, LintedTarget } from './linted-board.ts'
import type { LintWorld } from './rule.ts'
import { labelsYielded } from './yielded.ts'

/** Transformations that leave columns as they are, or rename and drop them by name. */
const SIMPLE = new Set(['merge', 'organize', 'sortBy', 'limit', 'filterFieldsByName'])

/** Whether the effect of a panel's transformations on the names of columns is known. */
export function transformationsOf(panel: LintedPanel): 'simple' | 'unknown' {
  return listAt(panel.json, 'transformations').every(step => SIMPLE.has(textAt(step, 'id'))) ? 'simple' : 'unknown'
}

/** Whether a query's labels become columns. */
export function isTableQuery(target: LintedTarget): boolean {
  return textAt(target.json, 'format') === 'table'
}

/** A table's columns: those that its queries yield, and those that are shown, with their names. */
interface Columns {
  readonly isYielded: (name: string) => boolean
  readonly isShown: (name: string) => boolean
  /** The column's name before it was renamed. */
  readonly ownName: (name: string) => string
  /** The names of all shown columns, for a message. */
  readonly shown: readonly string[]
}

/**
 * The columns of a table of Prometheus queries; undefined for other panels, and where a transformation adds columns.
 */
export function columnsOf(panel: LintedPanel, world: LintWorld): Columns | undefined {
  const { targets } = panel
  if (targets.length === 0 || !targets.every(isTableQuery) || transformationsOf(panel) === 'unknown') return undefined
  const sets = targets.map(target => labelsYielded(target, world))
  const values = targets.length === 1 ? ['Value'] : targets.map(({ json }) => `Value #${textAt(json, 'refId')}`)
  const isYielded = (name: string) => ['Time', ...values].includes(name) || sets.some(set => mayHave(set, name))
  const renamed = renamesOf(panel)
  const ownName = (name: string) => renamed.find(([, to]) => to === name)?.[0] ?? name
  const isKept = (name: string) => organizersOf(panel).every(options => keeps(options, name))
  return {
    isYielded,
    isShown: name => isYielded(ownName(name)) && isKept(ownName(name)),
    ownName,
    shown: [...listed(sets), ...values]
      .filter(isKept)
      .map(name => renamed.find(([from]) => from === name)?.[1] ?? name),
  }
}

function organizersOf(panel: LintedPanel): readonly unknown[] {
  return listAt(panel.json, 'transformations')
    .filter(step => textAt(step, 'id') === 'organize')
    .map(step => at(step, 'options'))
}

function renamesOf(panel: LintedPanel): readonly (readonly [from: string, to: string])[] {
  return organizersOf(panel).flatMap(options =>
    Object.entries(Object(at(options, 'renameByName'))).flatMap(([from, to]) =>
      typeof to === 'string' && to !== '' ? [[from, to] as const] : [],
    ),
  )
}

function keeps(options: unknown, name: string): boolean {
  const included = at(options, 'includeByName')
  if (at(options, 'excludeByName', name) === true) return false
  return included === undefined || Object.keys(Object(included)).length === 0 || at(included, name) === true
}

function listed(sets: readonly LabelSet[]): readonly string[] {
  const labels = sets.filter(({ has }) => has === 'only').flatMap(set => [...set.labels])
  return [...new Set(labels)].filter(label => label !== '__name__')
}
