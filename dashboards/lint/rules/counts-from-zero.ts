import { at, listAt, textAt } from '../../../lib/json/path.ts'
import type { LintedPanel } from '../linted-board.ts'
import { eachPanel, type Rule } from '../rule.ts'

const AMOUNTS = new Set(['short', 'reqps', 'ops', 'bytes', 'decbytes', 'Bps', 'binBps'])

export const countsFromZero: Rule = {
  code: 'counts-from-zero',
  summary: 'Graphs of amounts begin at zero.',
  why: 'On an axis that begins at the least value, 1000 and 1001 requests look like a cliff.',
  scope: 'any',
  check: board =>
    eachPanel(board, panel => {
      const isAmount = AMOUNTS.has(textAt(panel.json, 'fieldConfig', 'defaults', 'unit'))
      if (panel.type !== 'timeseries' || !isAmount) return undefined
      if (at(panel.json, 'fieldConfig', 'defaults', 'min') === 0 || cannotBeginAtZero(panel)) return undefined
      return {
        path: [...panel.path, 'fieldConfig', 'defaults', 'min'],
        message: 'the axis of an amount does not begin at zero',
        help: 'Set “min” to 0.',
      }
    }),
}

/** A series that goes down from zero, a logarithmic axis and one with a soft minimum of zero need no bound. */
function cannotBeginAtZero({ json, targets }: LintedPanel): boolean {
  const custom = at(json, 'fieldConfig', 'defaults', 'custom')
  const isMirrored = listAt(json, 'fieldConfig', 'overrides').some(override =>
    listAt(override, 'properties').some(
      property => textAt(property, 'id') === 'custom.transform' && textAt(property, 'value') === 'negative-Y',
    ),
  )
  return (
    isMirrored ||
    at(custom, 'axisSoftMin') === 0 ||
    textAt(custom, 'transform') === 'negative-Y' ||
    !['', 'linear'].includes(textAt(custom, 'scaleDistribution', 'type')) ||
    targets.some(({ expr }) => /^\s*-/.test(expr))
  )
}
