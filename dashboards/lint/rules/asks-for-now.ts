import { at, listAt } from '../../../lib/json/path.ts'
import { eachPanel, type Rule } from '../rule.ts'

const SINGLE = new Set(['stat', 'gauge', 'bargauge'])
const FORGETFUL = new Set(['lastNotNull', 'last'])

export const asksForNow: Rule = {
  code: 'asks-for-now',
  summary: 'A panel that shows the last value uses an instant query, not the last value in the range.',
  why: 'Over a range, the last value of a series that ended hours ago is still shown as the current one.',
  scope: 'any',
  check: board =>
    eachPanel(board, panel => {
      const calcs = listAt(panel.json, 'options', 'reduceOptions', 'calcs')
      if (!SINGLE.has(panel.type) || !calcs.some(calc => FORGETFUL.has(String(calc)))) return undefined
      const bad = panel.targets.find(target => !target.isHidden && at(target.json, 'instant') !== true)
      if (bad === undefined) return undefined
      return {
        path: [...bad.path, 'instant'],
        message: 'a series that has ended keeps its last value here',
        help: 'Make the query instant; draw history in a graph.',
      }
    }),
}
