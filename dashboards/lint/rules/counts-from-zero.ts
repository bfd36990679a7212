import { at, textAt } from '../json.ts'
import { eachPanel, type Rule } from '../rule.ts'

const AMOUNTS = new Set(['short', 'reqps', 'ops', 'bytes', 'decbytes', 'Bps', 'binBps'])

/** On an axis that begins at the least value, 1000 and 1001 requests look like a cliff. */
export const countsFromZero: Rule = {
  code: 'counts-from-zero',
  summary: 'Graphs of amounts begin at zero.',
  scope: 'any',
  check: board =>
    eachPanel(board, panel => {
      const isAmount = AMOUNTS.has(textAt(panel.json, 'fieldConfig', 'defaults', 'unit'))
      if (panel.type !== 'timeseries' || !isAmount) return undefined
      if (at(panel.json, 'fieldConfig', 'defaults', 'min') === 0) return undefined
      return {
        path: [...panel.path, 'fieldConfig', 'defaults', 'min'],
        message: 'the axis of an amount does not begin at zero',
        help: 'Set “min” to 0.',
      }
    }),
}
