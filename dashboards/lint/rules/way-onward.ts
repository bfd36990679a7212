import { listAt } from '../../../lib/json/path.ts'
import { linksOf } from '../links.ts'
import { eachPanel, PROSE, type Rule } from '../rule.ts'

export const wayOnward: Rule = {
  code: 'way-onward',
  summary: 'Every panel links to where its cause is looked for.',
  why: 'A red panel that leads nowhere leaves a person to guess which of the other boards has the cause.',
  scope: 'any',
  check: board =>
    eachPanel(board, panel => {
      const isLinked = linksOf(panel).length > 0 || listAt(panel.json, 'links').length > 0
      if (isLinked || PROSE.has(panel.type)) return undefined
      return {
        path: [...panel.path, 'fieldConfig', 'defaults', 'links'],
        message: 'the panel leads nowhere',
        help: 'Add a data link to the board that shows the cause.',
      }
    }),
}
