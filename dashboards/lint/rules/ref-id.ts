import { textAt } from '../../../lib/json/path.ts'
import { eachPanel, type Rule } from '../rule.ts'

export const refId: Rule = {
  code: 'ref-id',
  summary: 'Every query of a panel has a refId of its own.',
  why: 'Overrides, transformations and table columns name a query by its letter.',
  scope: 'any',
  check: board =>
    eachPanel(board, panel => {
      const ids = panel.queries.map(target => textAt(target.json, 'refId'))
      const bad = ids.findIndex((id, index) => id === '' || ids.indexOf(id) !== index)
      const target = panel.queries[bad]
      if (target === undefined) return undefined
      return {
        path: [...target.path, 'refId'],
        message: ids[bad] === '' ? 'a query has no refId' : `two queries have the refId “${ids[bad]}”`,
        help: 'Letter the queries A, B, C in their order.',
      }
    }),
}
