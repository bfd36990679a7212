import { numberAt } from '../../../lib/json/path.ts'
import { eachPanel, type Rule } from '../rule.ts'

export const panelId: Rule = {
  code: 'panel-id',
  summary: 'Every panel has an id of its own above 0.',
  why: 'A link to a panel contains its id. Ids that Grafana assigns at load change, and 0 is not found at all.',
  scope: 'any',
  check: board => {
    const seen = new Set<number>()
    return eachPanel(board, panel => {
      const id = numberAt(panel.json, 'id')
      const isGood = id !== undefined && id > 0 && !seen.has(id)
      if (id !== undefined) seen.add(id)
      if (isGood) return undefined
      return {
        path: [...panel.path, 'id'],
        message: id === undefined || id <= 0 ? 'the panel has no id' : `another panel has the id ${id}`,
        help: 'Give each panel an id of its own above 0, so that links to it keep working.',
      }
    })
  },
}
