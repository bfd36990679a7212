import { listAt } from '../json.ts'
import { eachPanel, type Rule } from '../rule.ts'

const PROSE = new Set(['text', 'dashlist', 'news', 'row'])

/** A red panel that leads nowhere leaves a person to guess which of the other boards has the cause. */
export const wayOnward: Rule = {
  code: 'way-onward',
  summary: 'Every panel links to where its cause is looked for.',
  scope: 'any',
  check: board =>
    eachPanel(board, panel => {
      const links = [...listAt(panel.json, 'links'), ...listAt(panel.json, 'fieldConfig', 'defaults', 'links')]
      if (links.length > 0 || PROSE.has(panel.type)) return undefined
      return {
        path: [...panel.path, 'fieldConfig', 'defaults', 'links'],
        message: 'the panel leads nowhere',
        help: 'Add a data link to the board that shows the cause.',
      }
    }),
}
