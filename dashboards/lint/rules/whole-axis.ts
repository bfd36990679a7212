import { at, numberAt, textAt } from '../../../lib/json/path.ts'
import { SERIES } from '../../../slo/core/names.ts'
import { UNITS } from '../../panels/units.ts'
import type { LintedPanel } from '../linted-board.ts'
import { eachPanel, type Rule } from '../rule.ts'

export const wholeAxis: Rule = {
  code: 'whole-axis',
  summary: 'An axis reaches as far as its values: below 0 for a budget, and not to a sum of shares.',
  why: 'An overspent budget that is drawn at 0 looks spent to the last bit, and stacked shares of different wholes look like one.',
  scope: 'ours',
  check: board =>
    eachPanel(board, panel => {
      const defaults = ['fieldConfig', 'defaults'] as const
      if (isBudget(panel) && numberAt(panel.json, ...defaults, 'min') !== undefined) {
        return {
          path: [...panel.path, ...defaults, 'min'],
          message: 'what is overspent is not drawn',
          help: 'Leave out the least value.',
        }
      }
      const mode = textAt(panel.json, ...defaults, 'custom', 'stacking', 'mode')
      const isShare = at(panel.json, ...defaults, 'unit') === UNITS.ratio
      if (isShare && mode !== '' && mode !== 'none') {
        return {
          path: [...panel.path, ...defaults, 'custom', 'stacking'],
          message: 'shares of different wholes are stacked',
          help: 'Draw them as lines.',
        }
      }
      return undefined
    }),
}

function isBudget({ targets, type }: LintedPanel): boolean {
  return (
    type !== 'bargauge' &&
    targets.some(({ query }) => query.selectors.some(({ name }) => name === SERIES.budgetRemaining))
  )
}
