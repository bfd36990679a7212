import { at } from '../../../lib/json/path.ts'
import { eachPanel, type Rule } from '../rule.ts'

/** Types of panels that draw what was over time. */
const OVER_TIME = new Set(['timeseries', 'state-timeline', 'status-history', 'heatmap'])

export const graphAsksRange: Rule = {
  code: 'graph-asks-range',
  summary: 'A panel that draws time asks for the whole range.',
  why: 'An instant query gives one point at the right edge, which looks as if nothing had been measured before.',
  scope: 'ours',
  check: board =>
    eachPanel(board, panel => {
      if (!OVER_TIME.has(panel.type)) return undefined
      const bad = panel.targets.find(({ json }) => at(json, 'instant') === true || at(json, 'range') === false)
      if (bad === undefined) return undefined
      return {
        path: [...bad.path, 'instant'],
        message: 'this graph has one point',
        help: 'Ask for a range; show one moment in a stat or a table.',
      }
    }),
}
