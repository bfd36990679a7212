import { listAt, numberAt, textAt } from '../../../lib/json/path.ts'
import { LOW_BUDGET } from '../../../slo/report/tones.ts'
import { BURN_THRESHOLDS } from '../../panels/standard-thresholds.ts'
import { ANY_NEGATIVE } from '../../panels/thresholds.ts'
import { UNITS } from '../../panels/units.ts'
import type { LintedPanel } from '../linted-board.ts'
import { eachPanel, type Rule } from '../rule.ts'

const BURN_BOUNDS = new Set([0, 1, ...BURN_THRESHOLDS.map(({ rate }) => rate)])
const BUDGET_BOUNDS = new Set([ANY_NEGATIVE, 0, 0.000_001, LOW_BUDGET])

export const boundsOfAlerts: Rule = {
  code: 'bounds-of-alerts',
  summary: 'Thresholds of burn rates and of budgets left are those at which alerts fire and budgets count as low.',
  why: 'Where a dashboard turns red at another rate than the one that pages, either of them is ignored.',
  scope: 'ours',
  check: board =>
    eachPanel(board, panel => {
      const bounds = boundsFor(panel)
      const wrong = boundsOf(panel.json).find(value => bounds?.has(value) === false)
      if (wrong === undefined) return undefined
      return {
        path: [...panel.path, 'fieldConfig', 'defaults', 'thresholds', 'steps'],
        message: `no alert has the bound ${wrong}`,
        help: 'Take the thresholds from dashboards/panels/standard-thresholds.ts.',
      }
    }),
}

function boundsFor({ json, title }: LintedPanel): ReadonlySet<number> | undefined {
  const unit = textAt(json, 'fieldConfig', 'defaults', 'unit')
  if (unit === UNITS.burn) return BURN_BOUNDS
  return unit === UNITS.ratio && /budget left|budget over/i.test(title) ? BUDGET_BOUNDS : undefined
}

function boundsOf(panel: unknown): readonly number[] {
  return listAt(panel, 'fieldConfig', 'defaults', 'thresholds', 'steps').flatMap(step => numberAt(step, 'value') ?? [])
}
