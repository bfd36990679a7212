import { SERIES } from '../../../slo/core/names.ts'
import { UNITS } from '../../panels/units.ts'
import { eachTarget, type Rule } from '../rule.ts'
import { settingOf } from '../shown-names.ts'

export const digits: Rule = {
  code: 'digits',
  summary: 'A ratio has digits behind the point, and a budget is cut to them, not rounded.',
  why: 'A budget of 99.96 % that reads as 100 % looks untouched.',
  scope: 'ours',
  isAboutDrawing: true,
  check: board =>
    eachTarget(board, 'Set “decimals”, and cut budgets with roundedDown() to as many.', (target, panel) => {
      if (settingOf(panel, target, 'unit') !== UNITS.ratio) return []
      const decimals = settingOf(panel, target, 'decimals')
      if (decimals === 0) return ['a ratio without digits behind the point']
      const [, steps, again] = /^floor\((\d+) \* .*\) \/ (\d+)$/s.exec(target.expr) ?? []
      if (steps === undefined) return isBudget(target.expr) ? ['a budget is rounded up'] : []
      const wanted = 100 * 10 ** Number(decimals)
      return Number(steps) === wanted && steps === again
        ? []
        : [`it is cut to steps of 1/${steps}, and shown with ${decimals} digits`]
    }),
}

/** What is left of a budget as such: not a difference of two, nor what an alert says of it. */
function isBudget(expr: string): boolean {
  return expr.includes(SERIES.budgetRemaining) && !/\boffset\b|[<>]/.test(expr)
}
