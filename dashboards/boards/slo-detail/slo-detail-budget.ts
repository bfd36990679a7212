import { selector } from '../../../lib/promql/write-selector.ts'
import { LABELS as PROBER_LABELS, ROUTE_LABELS } from '../../../services/prober/contract/labels.ts'
import { COUNTED, METRICS as PROBER } from '../../../services/prober/contract/names.ts'
import { probeOf, type Slo, sloId } from '../../../slo/core/model.ts'
import { LABELS, SERIES } from '../../../slo/core/names.ts'
import { BASE_RANGE, windowName } from '../../../slo/core/windows.ts'
import type { BoardContext } from '../../context.ts'
import { burn, calendarBudgetLeft, perSlo, roundedDown } from '../../expressions/slo-expressions.ts'
import { barGauge } from '../../panels/bar-gauge.ts'
import { legend } from '../../panels/legend.ts'
import { clickedLabels, linkTo } from '../../panels/link.ts'
import { increase, sumBy } from '../../panels/promql.ts'
import { query } from '../../panels/query.ts'
import { BURN_LINES, BURN_THRESHOLDS, PAGE_RATE } from '../../panels/standard-thresholds.ts'
import { QUARTER_HOURS, timeSeries } from '../../panels/time-series.ts'
import { UNITS } from '../../panels/units.ts'
import { BUDGET_SCALE } from './budget-scale.ts'

const RUNBOOK = 'docs/runbooks/slo-burn-page.md'
const CHOSEN = { [LABELS.id]: '$slo' }

const toOverview = linkTo('sloOverview')

/** The panel “Burn rate by window”. */
export function burnByWindow() {
  const windows = [BASE_RANGE, ...new Set(BURN_THRESHOLDS.map(({ window }) => windowName(window.long)))]
  return timeSeries({
    title: 'Burn rate by window',
    about: {
      what: 'How fast the budget burned over short and long windows.',
      how: 'Error ratio over the window ÷ error budget. Dashed lines are the rates at which alerts fire, red for pages.',
      act: 'An alert fires when its long and short window are both above its line; it stops when the short one falls.',
      runbook: RUNBOOK,
    },
    unit: UNITS.burn,
    decimals: 1,
    thresholds: BURN_LINES,
    softMax: PAGE_RATE,
    isLogarithmic: true,
    series: windows,
    queries: windows.map(window => query(perSlo(burn(window, CHOSEN)), window)),
    links: [toOverview],
  })
}

/** One query for each SLO that counts probes: only that of the selected SLO has a result. */
export function whoSpends(context: BoardContext) {
  const measured = context.slos.filter(slo => probeOf(slo) !== undefined)
  return barGauge({
    title: 'Who spends the budget',
    about: {
      what: 'Which failures made the bad events of this time range, the most frequent first.',
      how: `Growth of \`${PROBER.failures}\` over the range, by probe, path, reason and phase. A slow answer is not a failure, so it is not listed.`,
      act: 'Click a bar for the probe’s phases, reasons and answers.',
      runbook: RUNBOOK,
    },
    unit: UNITS.count,
    decimals: 0,
    noValue: 'no failure counted',
    isQuietWhenEmpty: true,
    queries: measured.map(slo => query(spentBy(slo), SPENT_LEGEND)),
    links: [linkTo('probeDetail', clickedLabels(...ROUTE_LABELS))],
  })
}

const SPENT_LEGEND = legend`${PROBER_LABELS.probe} · ${PROBER_LABELS.path} · ${PROBER_LABELS.reason} in ${PROBER_LABELS.phase}`

function spentBy(slo: Slo): string {
  const { probe = '', path = '' } = probeOf(slo) ?? {}
  const of = { [PROBER_LABELS.probe]: probe, [PROBER_LABELS.path]: path, [PROBER_LABELS.budget]: COUNTED }
  const failures = increase(PROBER.failures, of, '$__range')
  const isChosen = selector(SERIES.objective, { [LABELS.id]: sloId(slo) }, { [LABELS.id]: ['=~', '$slo'] })
  return `topk(10, ${sumBy([...ROUTE_LABELS, PROBER_LABELS.reason, PROBER_LABELS.phase], failures)} > 0) and on () ${isChosen}`
}

/** The panel “Budget left, rolling”. */
export function rolling() {
  return timeSeries({
    title: 'Budget left, rolling',
    about: {
      what: 'Budget left over the period before each moment: it recovers as old failures leave the period.',
      how: `\`${SERIES.budgetRemaining}\` over the last 30 days, independent of the dashboard’s time range, with a point every quarter of an hour.`,
      act: 'Below the red line the SLO is missed.',
      runbook: RUNBOOK,
    },
    ...BUDGET_SCALE,
    range: '30d',
    points: QUARTER_HOURS,
    queries: [query(roundedDown(perSlo(selector(SERIES.budgetRemaining, CHOSEN)), 1), 'rolling')],
    links: [toOverview],
  })
}

/** The panel “Budget left, calendar month”. */
export function calendarMonth() {
  return timeSeries({
    title: 'Budget left, calendar month',
    about: {
      what: 'The burndown of the month’s budget: full on the first, and it does not recover until the next month.',
      how: '1 − the sum of the six-hour error ratios since the first of the month ÷ error budget, each weighted by its share of the month. The last point is up to six hours old.',
      act: 'Compare with the straight line from 100 % to 0 %: below it, the budget runs out before the end of the month.',
      runbook: RUNBOOK,
    },
    ...BUDGET_SCALE,
    range: '30d',
    interval: '6h',
    series: ['calendar month', 'even pace'],
    queries: [
      query(calendarBudgetLeft(CHOSEN), 'calendar month'),
      query('1 - (day_of_month() - 1 + hour() / 24) / days_in_month()', 'even pace'),
    ],
    links: [toOverview],
  })
}
