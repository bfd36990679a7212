import { listAt } from '../../../lib/json/path.ts'
import { linksOf } from '../links.ts'
import { eachPanel, PROSE, type Rule } from '../rule.ts'

export const linked: Rule = {
  code: 'linked',
  summary: 'Every panel links to the dashboard that shows the cause.',
  why: 'A red panel without a link leaves a person to guess which dashboard shows the cause.',
  scope: 'any',
  check: board =>
    eachPanel(board, panel => {
      const isLinked = linksOf(panel).length > 0 || listAt(panel.json, 'links').length > 0
      if (isLinked || PROSE.has(panel.type)) return undefined
      return {
        path: [...panel.path, 'fieldConfig', 'defaults', 'links'],
        message: 'the panel has no link',
        help: 'Add a data link to the dashboard that shows the cause.',
      }
    }),
}
