import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import { type AlertSeverity, sloId } from '../../../slo/core/model.ts'
import { LABELS, SERIES } from '../../../slo/core/names.ts'
import { recordedWindows, windowName } from '../../../slo/core/windows.ts'
import type { BoardContext } from '../../context.ts'
import {
  burn,
  countedLate,
  exhaustion,
  objectiveDecimals,
  orUnknown,
  periodCoverage,
  periodSli,
  perSlo,
  roundedDown,
} from '../../expressions/slo-expressions.ts'
import { SLO_ANNOTATIONS } from '../../panels/annotations.ts'
import { barGauge } from '../../panels/bar-gauge.ts'
import { board } from '../../panels/board.ts'
import { legend } from '../../panels/legend.ts'
import { clickedCell, clickedLabel, linkTo } from '../../panels/link.ts'
import { query } from '../../panels/query.ts'
import {
  BUDGET,
  BURN,
  BURN_THRESHOLDS,
  COVERAGE,
  EXHAUSTION,
  EXHAUSTION_WORDS,
  NONE_WANTED_SOON,
  PAGE_RATE,
} from '../../panels/standard-thresholds.ts'
import { table } from '../../panels/table.ts'
import { type Thresholds, thresholds } from '../../panels/thresholds.ts'
import { QUARTER_HOURS, timeSeries } from '../../panels/time-series.ts'
import { UNITS } from '../../panels/units.ts'
import { BUDGET_SCALE } from '../slo-detail/budget-scale.ts'
import { alertCondition, budgetSpent, dataMissing } from '../slo-detail/slo-alert-panels.ts'

const PAGE_RUNBOOK = 'docs/runbooks/slo-burn-page.md'
const TICKET_RUNBOOK = 'docs/runbooks/slo-burn-ticket.md'

const MISSING_RUNBOOK = 'docs/runbooks/slo-data-missing.md'

/** All SLOs: objective, SLI and budget left. */
export function sloOverview(context: BoardContext): Dashboard {
  return board({
    name: 'sloOverview',
    description:
      'Every SLO beside the others: objective, SLI, budget left, how fast it burns and how well it is measured.',
    from: 'now-30d',
    refresh: '5m',
    variables: [],
    annotations: SLO_ANNOTATIONS,
    links: ['home', 'sloDetail', 'probes', 'release'],
    rows: [
      { height: tableHeight(context), panels: [[24, sloTable(context)]] },
      { height: tableHeight(context), panels: [[24, burnMatrix()]] },
      {
        height: 8,
        panels: [
          [16, budgetOverTime(context)],
          [8, coverage(context)],
        ],
      },
      {
        title: 'Alerts as Prometheus evaluates them',
        height: 8,
        panels: [
          [6, alertCondition(context, 'page')],
          [6, alertCondition(context, 'ticket')],
          [6, budgetSpent(context)],
          [6, dataMissing(context)],
        ],
      },
    ],
  })
}

/** Room for a row for each SLO, up to the height of a screen. */
function tableHeight({ slos }: BoardContext): number {
  // Title and header take the height of two rows, and a row is a little lower than the grid's.
  return Math.min(14, 3 + slos.length)
}

const toSlo = linkTo('sloDetail', { slo: clickedCell('SLO') })

function sloTable(context: BoardContext) {
  return table({
    title: 'SLOs',
    about: {
      what: 'Objective, SLI, error budget left and burn rate of each SLO, and how long the budget lasts.',
      how: 'SLI and budget over the SLO’s period, weighted by events; time left at the burn rate of the last 6 h. Counted late are the events of gaps in scraping, evaluation or storage that were counted when the gap was over.',
      act: 'Click the SLO: its detail shows the failures that spend the budget.',
      runbook: PAGE_RUNBOOK,
    },
    labels: [{ label: LABELS.id, title: 'SLO' }],
    values: [
      {
        title: 'Objective',
        expr: perSlo(SERIES.objective),
        unit: UNITS.ratio,
        decimals: objectiveDecimals(context.slos),
      },
      { title: 'SLI', expr: roundedDown(orUnknown(periodSli(context.slos)), 3), unit: UNITS.ratio, decimals: 3 },
      {
        title: 'Budget left',
        expr: roundedDown(orUnknown(SERIES.budgetRemaining), 1),
        unit: UNITS.ratio,
        decimals: 1,
        thresholds: BUDGET,
      },
      { title: 'Burn 1 h', expr: orUnknown(burn('1h')), unit: UNITS.burn, decimals: 1, thresholds: BURN },
      { title: 'Burn 3 d', expr: orUnknown(burn('3d')), unit: UNITS.burn, decimals: 1, thresholds: BURN },
      {
        title: 'Budget lasts',
        expr: exhaustion(),
        unit: UNITS.timeLeft,
        thresholds: EXHAUSTION,
        words: EXHAUSTION_WORDS,
      },
      {
        title: 'Counted late, 1 d',
        expr: countedLate(),
        unit: UNITS.count,
        decimals: 0,
        thresholds: NONE_WANTED_SOON,
        words: [{ value: 0, text: 'none', tone: 'good' }],
      },
    ],
    noValue: 'no data',
    links: [toSlo],
  })
}

/** The thresholds of a window are the rates at which the alerts that use it fire. */
function windowThresholds(window: string): Thresholds {
  const fired = BURN_THRESHOLDS.filter(
    ({ window: pair }) => windowName(pair.long) === window || windowName(pair.short) === window,
  )
  const rateOf = (severity: AlertSeverity) =>
    fired.filter(({ window: pair }) => pair.severity === severity).map(({ rate }) => rate)[0]
  const page = rateOf('page') ?? PAGE_RATE
  const warn = rateOf('ticket') ?? 1
  return thresholds([0, 'good'], [warn, 'warn'], [page, 'bad'])
}

function burnMatrix() {
  return table({
    title: 'Burn rate by window',
    about: {
      what: 'How fast each budget burns, from the last 5 minutes to the last 3 days.',
      how: 'Error ratio over the window ÷ error budget. The thresholds of a column are the rates of the alerts that use its window; where no page uses it, that of the fastest page.',
      act: 'Red in a short and a long window pages. Red in long windows only: the budget burned, and no longer does.',
      runbook: PAGE_RUNBOOK,
    },
    labels: [{ label: LABELS.id, title: 'SLO' }],
    values: recordedWindows()
      .map(windowName)
      .map(window => ({
        title: window,
        expr: orUnknown(burn(window)),
        unit: UNITS.burn,
        decimals: 1,
        thresholds: windowThresholds(window),
      })),
    noValue: 'no data',
    links: [toSlo],
  })
}

function budgetOverTime(context: BoardContext) {
  return timeSeries({
    title: 'Error budget over its period',
    about: {
      what: 'Budget left of each SLO over time.',
      how: `\`${SERIES.budgetRemaining}\`: 1 − the budget spent in the period before each moment. Over 30 days there is a point every quarter of an hour; the table has the present value.`,
      act: 'A cliff is an incident, a slope is a slow leak: look for a deploy annotation at its start.',
      runbook: TICKET_RUNBOOK,
    },
    ...BUDGET_SCALE,
    points: QUARTER_HOURS,
    series: context.slos.map(sloId),
    queries: [query(roundedDown(perSlo(SERIES.budgetRemaining), 1), legend`${LABELS.id}`)],
    links: [linkTo('sloDetail', { slo: clickedLabel(LABELS.id) })],
  })
}

function coverage(context: BoardContext) {
  return barGauge({
    title: 'Measured part of the period',
    about: {
      what: 'The ratio of each SLO’s period that has data. Without data, whether the SLO was met is unknown.',
      how: `The ratio of ten-minute steps of the period at which \`${SERIES.sparseTotal}\` has a value. A new SLO has a short bar.`,
      act: 'Below 99 % on an old SLO data is missing: see Watcher for restarts and missed scrapes.',
      runbook: MISSING_RUNBOOK,
    },
    unit: UNITS.ratio,
    max: 1,
    decimals: 1,
    thresholds: COVERAGE,
    queries: [query(orUnknown(periodCoverage(context.slos)), legend`${LABELS.id}`)],
    links: [linkTo('watcher')],
  })
}
