import { at, textAt } from '../json.ts'
import { eachPanel, type Rule } from '../rule.ts'

/** Over a range, a table has a row for each moment, and merging several queries makes a mess of them. */
export const tableRows: Rule = {
  code: 'table-rows',
  summary: 'The queries of a table are instant and in the format “table”.',
  scope: 'any',
  check: board =>
    eachPanel(board, panel => {
      if (panel.type !== 'table') return undefined
      const bad = panel.targets.find(
        target => at(target.json, 'instant') !== true || textAt(target.json, 'format') !== 'table',
      )
      if (bad === undefined) return undefined
      return {
        path: [...bad.path, 'format'],
        message: `query ${textAt(bad.json, 'refId')} gives a row for each moment`,
        help: 'Make the query instant, with the format “table”.',
      }
    }),
}
