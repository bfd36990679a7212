import { at, listAt, textAt } from '../../../lib/json/path.ts'
import type { LintedPanel, LintedTarget } from '../linted-board.ts'
import { eachPanel, type Rule } from '../rule.ts'
import { queryName } from '../yielded.ts'

/** Transformations that make one row of many moments, or rows of series. */
const REDUCING = new Set([
  'reduce',
  'seriesToRows',
  'timeSeriesTable',
  'groupBy',
  'groupingToMatrix',
  'histogram',
  'joinByField',
  'seriesToColumns',
  'prepareTimeSeries',
])

export const tableRows: Rule = {
  code: 'table-rows',
  summary: 'The queries of a table are instant, in the format “table”, and merged where there are several.',
  why: 'Over a range, a table has a row for each moment, and the rows of several queries are merged wrongly.',
  scope: 'any',
  check: board =>
    eachPanel(board, panel => {
      if (panel.type !== 'table' || isReduced(panel)) return undefined
      for (const target of panel.targets.filter(({ isHidden }) => !isHidden)) {
        const problem = problemOf(target)
        if (problem === undefined) continue
        return {
          path: [...target.path, 'format'],
          message: `${queryName(target)} ${problem}`,
          help: 'Make the query instant, with the format “table”.',
        }
      }
      const shown = panel.targets.filter(({ isHidden }) => !isHidden)
      const isMerged = listAt(panel.json, 'transformations').some(step => textAt(step, 'id') === 'merge')
      if (shown.length < 2 || isMerged) return undefined
      return {
        path: [...panel.path, 'transformations'],
        message: `the rows of its ${shown.length} queries are not merged: only those of one are shown`,
        help: 'Add the transformation “merge”, or join the queries by a field.',
      }
    }),
}

function problemOf({ json }: LintedTarget): string | undefined {
  if (at(json, 'instant') !== true) return 'gives a row for each moment'
  return textAt(json, 'format') === 'table' ? undefined : 'gives a table for each series'
}

/** By a transformation, or, in tables older than Grafana 7, by settings of their own. */
function isReduced({ json }: LintedPanel): boolean {
  if (at(json, 'styles') !== undefined) return true
  return listAt(json, 'transformations').some(step => REDUCING.has(textAt(step, 'id')))
}
