import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import { selector } from '../../../lib/promql/write-selector.ts'
import { LABELS, SERIES } from '../../../slo/core/names.ts'
import type { BoardContext } from '../../context.ts'
import {
  exhaustion,
  objectiveDecimals,
  periodSli,
  periods,
  perSlo,
  roundedDown,
} from '../../expressions/slo-expressions.ts'
import { SLO_ANNOTATIONS } from '../../panels/annotations.ts'
import { board, type Variable } from '../../panels/board.ts'
import { linkTo } from '../../panels/link.ts'
import { query } from '../../panels/query.ts'
import { BUDGET, BURN, EXHAUSTION, EXHAUSTION_WORDS } from '../../panels/standard-thresholds.ts'
import { stat } from '../../panels/stat.ts'
import { ANY_NEGATIVE, thresholds } from '../../panels/thresholds.ts'
import { UNITS } from '../../panels/units.ts'
import { burnByWindow, calendarMonth, rolling, whoSpends } from './slo-detail-budget.ts'
import { alertState, events, sliWithConfidence } from './slo-detail-sli.ts'
import { identity } from './slo-identity.ts'

const RUNBOOK = 'docs/runbooks/slo-burn-page.md'
const CHOSEN = { [LABELS.id]: '$slo' }

const SLO: Variable = {
  name: 'slo',
  label: 'SLO',
  description: 'The SLO to show, as <service>-<name>.',
  values: { metric: SERIES.info, label: LABELS.id },
  isMulti: false,
}

const toProbes = linkTo('probes')
const toOverview = linkTo('sloOverview')

/** One SLO: budget left, burn rate, and the failures that spend the budget. */
export function sloDetail(context: BoardContext): Dashboard {
  return board({
    name: 'sloDetail',
    description: 'One SLO: objective, budget left, burn rate, and the failures that spend the budget.',
    from: 'now-6h',
    refresh: '1m',
    variables: [SLO],
    annotations: SLO_ANNOTATIONS,
    links: ['home', 'sloOverview', 'probes', 'release'],
    rows: [
      {
        height: 4,
        panels: [
          [4, objective(context)],
          [4, sli(context)],
          [4, budgetLeft()],
          [4, badEventsLeft(context)],
          [4, lasts()],
          [4, burnNow()],
        ],
      },
      { height: 4, panels: [[24, identity(context)]] },
      {
        height: 8,
        panels: [
          [12, burnByWindow()],
          [12, whoSpends(context)],
        ],
      },
      {
        title: 'Budget',
        height: 8,
        panels: [
          [12, rolling()],
          [12, calendarMonth()],
        ],
      },
      {
        title: 'SLI and events',
        height: 8,
        panels: [
          [12, sliWithConfidence()],
          [12, events()],
        ],
      },
      { height: 5, panels: [[24, alertState()]] },
    ],
  })
}

function objective(context: BoardContext) {
  return stat({
    title: 'Objective',
    about: {
      what: 'The target ratio of good events.',
      how: `\`${SERIES.objective}\`, as written in the SLO’s definition.`,
      act: 'It does not turn red. To change the objective, edit the definition and run `npm run generate`.',
      runbook: 'docs/dashboards.md#slo-detail',
    },
    unit: UNITS.ratio,
    decimals: objectiveDecimals(context.slos),
    queries: [query(perSlo(selector(SERIES.objective, CHOSEN)), 'objective')],
    links: [toOverview],
  })
}

function sli(context: BoardContext) {
  return stat({
    title: 'SLI over the period',
    about: {
      what: 'The ratio of good events over the whole period.',
      how: '1 − bad ÷ all events, so each event has the same weight.',
      act: 'Compare it with the objective: below it, the budget is overspent.',
      runbook: RUNBOOK,
    },
    unit: UNITS.ratio,
    decimals: 3,
    queries: [query(roundedDown(periodSli(context.slos, CHOSEN), 3), 'SLI')],
    links: [toOverview],
  })
}

function budgetLeft() {
  return stat({
    title: 'Error budget left',
    about: {
      what: 'What is left of the error budget: 100 % untouched, 0 % spent.',
      how: `\`${SERIES.budgetRemaining}\`; the part of the period before the SLO was measured counts as unspent.`,
      act: 'See “Who spends the budget”; at zero, stop all releases but fixes.',
      runbook: RUNBOOK,
    },
    unit: UNITS.ratio,
    decimals: 1,
    thresholds: BUDGET,
    queries: [query(roundedDown(perSlo(selector(SERIES.budgetRemaining, CHOSEN)), 1), 'left')],
    links: [toOverview],
  })
}

function badEventsLeft(context: BoardContext) {
  const days = perSlo(selector(SERIES.periodDays, CHOSEN))
  const eventRate = periods(context.slos)
    .map(period => perSlo(`avg_over_time(${selector(SERIES.sparseTotal, CHOSEN)}[${period}])`))
    .join(' or ')
  const allowed = `(${eventRate}) * 86400 * ${days} * ${perSlo(selector(SERIES.errorBudget, CHOSEN))}`
  return stat({
    title: 'Bad events left',
    about: {
      what: 'How many more bad events the budget allows.',
      how: 'Budget left × error budget × events in a period at the average rate so far.',
      act: 'A negative number is the number of bad events over the budget.',
      runbook: RUNBOOK,
    },
    unit: UNITS.count,
    decimals: 0,
    thresholds: thresholds([ANY_NEGATIVE, 'bad'], [1, 'warn'], [10, 'good']),
    queries: [query(`floor(${perSlo(selector(SERIES.budgetRemaining, CHOSEN))} * ${allowed})`, 'bad events')],
    links: [toOverview],
  })
}

function lasts() {
  return stat({
    title: 'Budget lasts',
    about: {
      what: 'How long the budget lasts at the present burn rate.',
      how: 'Budget left × period ÷ burn rate of the last 6 h.',
      act: 'Below three days, fix the cause before other work.',
      runbook: RUNBOOK,
    },
    unit: UNITS.timeLeft,
    thresholds: EXHAUSTION,
    words: EXHAUSTION_WORDS,
    queries: [query(exhaustion(CHOSEN), 'lasts')],
    links: [toOverview],
  })
}

function burnNow() {
  return stat({
    title: 'Burn rate, 5 m',
    about: {
      what: 'The present burn rate: 1× spends the budget in exactly one period.',
      how: `\`${SERIES.currentBurnRate}\`: the error ratio of 5 minutes ÷ the error budget.`,
      act: 'Above the page’s rate here and over one hour, the on-call is paged.',
      runbook: RUNBOOK,
    },
    unit: UNITS.burn,
    decimals: 1,
    thresholds: BURN,
    queries: [query(perSlo(selector(SERIES.currentBurnRate, CHOSEN)), 'burn')],
    links: [toProbes],
  })
}
