import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import type { AlertSeverity } from '../../../slo/core/model.ts'
import { LABELS, SERIES } from '../../../slo/core/names.ts'
import { recordedWindows, windowName } from '../../../slo/core/windows.ts'
import type { BoardContext } from '../../context.ts'
import {
  burn,
  exhaustion,
  orUnknown,
  periodCoverage,
  periodSli,
  perSlo,
  roundedDown,
} from '../../expressions/slo-expressions.ts'
import { ANNOTATIONS } from '../../panels/annotations.ts'
import { barGauge } from '../../panels/bar-gauge.ts'
import { board } from '../../panels/board.ts'
import { legend } from '../../panels/legend.ts'
import { clickedCell, clickedLabel, linkTo } from '../../panels/link.ts'
import { query } from '../../panels/query.ts'
import {
  BUDGET,
  BUDGET_LINES,
  BURN,
  BURN_THRESHOLDS,
  COVERAGE,
  EXHAUSTION,
  EXHAUSTION_WORDS,
  PAGE_RATE,
} from '../../panels/standard-thresholds.ts'
import { table } from '../../panels/table.ts'
import { type Thresholds, thresholds } from '../../panels/thresholds.ts'
import { timeSeries } from '../../panels/time-series.ts'
import { UNITS } from '../../panels/units.ts'
import { alertCondition, budgetSpent, dataMissing } from '../slo-detail/slo-alert-panels.ts'

const PAGE_RUNBOOK = 'docs/runbooks/slo-burn-page.md'
const TICKET_RUNBOOK = 'docs/runbooks/slo-burn-ticket.md'

const MISSING_RUNBOOK = 'docs/runbooks/slo-data-missing.md'

/** All SLOs beside each other: what is promised, what is kept, what is left. */
export function sloOverview(context: BoardContext): Dashboard {
  return board({
    name: 'sloOverview',
    description:
      'Every SLO beside the others: objective, SLI, budget left, how fast it burns and how well it is measured.',
    from: 'now-30d',
    refresh: '5m',
    variables: [],
    annotations: ANNOTATIONS,
    links: ['home', 'sloDetail', 'probes', 'release'],
    rows: [
      { height: tableHeight(context), panels: [[24, sloTable(context)]] },
      { height: tableHeight(context), panels: [[24, burnMatrix()]] },
      {
        height: 8,
        panels: [
          [16, budgetOverTime()],
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

/** Room for a row for each SLO, as far as a screen has it. */
function tableHeight({ slos }: BoardContext): number {
  return Math.min(14, 2 + slos.length)
}

const toSlo = linkTo('sloDetail', { slo: clickedCell('SLO') })

function sloTable(context: BoardContext) {
  return table({
    title: 'SLOs',
    about: {
      what: 'Each promise, how it is kept, what is left of its error budget and how long that lasts.',
      how: 'SLI and budget over the SLO’s period, weighted by events; time left at the burn rate of the last 6 h.',
      act: 'Click the SLO’s row: its detail names who spends the budget.',
      runbook: PAGE_RUNBOOK,
    },
    labels: [{ label: LABELS.id, title: 'SLO' }],
    values: [
      { title: 'Objective', expr: perSlo(SERIES.objective), unit: UNITS.ratio },
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
    ],
    noValue: 'no data',
    links: [toSlo],
  })
}

/** The steps of one window are the rates at which the alerts that read it fire. */
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
      how: 'Error ratio over the window ÷ error budget. Each column turns at the rate of the alerts that read it; one that no page reads is red from the fastest page on.',
      act: 'Red in a short and a long window together pages. Red only in long windows: it has burned and stopped.',
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

function budgetOverTime() {
  return timeSeries({
    title: 'Error budget over its period',
    about: {
      what: 'What was left of each budget at each moment.',
      how: `\`${SERIES.budgetRemaining}\`: one less the budget spent in the period that ended then.`,
      act: 'A cliff is an incident, a slope is a slow leak: look at the marks for a deploy at its start.',
      runbook: TICKET_RUNBOOK,
    },
    unit: UNITS.ratio,
    decimals: 1,
    thresholds: BUDGET_LINES,
    isSigned: true,
    softMin: 0,
    max: 1,
    queries: [query(roundedDown(perSlo(SERIES.budgetRemaining), 1), legend`${LABELS.id}`)],
    links: [linkTo('sloDetail', { slo: clickedLabel(LABELS.id) })],
  })
}

function coverage(context: BoardContext) {
  return barGauge({
    title: 'Measured part of the period',
    about: {
      what: 'How much of each SLO’s period has data. What was not measured cannot have been kept or missed.',
      how: `Looks at \`${SERIES.sparseTotal}\`, one every ten minutes of the period, that find a value ÷ all looks. A young SLO has a short bar by right.`,
      act: 'Below 99 % on an old SLO there are holes: see Watcher for restarts and missed scrapes.',
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
