import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import { selector } from '../lib/promql.ts'
import { METRICS as PROBER } from '../services/prober/core/names.ts'
import { probeOf, type Slo, sloId } from '../slo/model.ts'
import { LABELS, SERIES } from '../slo/names.ts'
import { windowName } from '../slo/windows.ts'
import { MONITORING } from './catalogue/monitoring.ts'
import { confidence } from './confidence.ts'
import type { BoardContext } from './context.ts'
import { MARKS } from './marks.ts'
import { barGauge } from './panels/bar-gauge.ts'
import { board, type Variable } from './panels/board.ts'
import { BUDGET, BUDGET_LINES, BURN, BURN_LINES, BURN_THRESHOLDS, EXHAUSTION } from './panels/judgements.ts'
import { clickedLabel, linkTo } from './panels/link.ts'
import { increase, sumBy } from './panels/promql.ts'
import { query } from './panels/query.ts'
import { stat } from './panels/stat.ts'
import { stateTimeline } from './panels/state-timeline.ts'
import { timeSeries } from './panels/time-series.ts'
import { ANY_NEGATIVE, judgement } from './panels/tones.ts'
import { UNITS } from './panels/units.ts'
import { burn, calendarBudgetLeft, exhaustion, periodSli, periods, perSlo } from './slo-expressions.ts'

const RUNBOOK = 'docs/runbooks/slo-burn-page.md'
const CHOSEN = { [LABELS.id]: '$slo' }

const SLO: Variable = {
  name: 'slo',
  label: 'SLO',
  description: 'The SLO to look at, as <service>-<name>.',
  values: { metric: SERIES.info, label: LABELS.id },
  isMulti: false,
}

const toProbes = linkTo('probes')
const toOverview = linkTo('sloOverview')

/** One SLO: what is left, how fast it goes, and who spends it. */
export function sloDetail(context: BoardContext): Dashboard {
  return board({
    name: 'sloDetail',
    description: 'One SLO: the promise, what is left of its budget, how fast it burns, and who spends it.',
    from: 'now-6h',
    refresh: '1m',
    variables: [SLO],
    marks: MARKS,
    onward: ['home', 'sloOverview', 'probes', 'release'],
    shelves: [
      {
        height: 4,
        panels: [
          [4, objective()],
          [4, sli(context)],
          [4, budgetLeft()],
          [4, badEventsLeft(context)],
          [4, lasts()],
          [4, burnNow()],
        ],
      },
      {
        height: 8,
        panels: [
          [12, burnByWindow()],
          [12, whoSpends(context)],
        ],
      },
      {
        heading: 'Budget',
        height: 8,
        panels: [
          [12, rolling()],
          [12, calendarMonth()],
        ],
      },
      {
        heading: 'Evidence',
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

function objective() {
  return stat({
    title: 'Objective',
    about: {
      what: 'The promised part of good events.',
      how: `\`${SERIES.objective}\`, as written in the SLO’s definition.`,
      act: 'It does not turn red. To change the promise, edit the definition and run `npm run slo`.',
      runbook: 'docs/dashboards.md#slo-detail',
    },
    unit: UNITS.ratio,
    queries: [query(perSlo(selector(SERIES.objective, CHOSEN)), 'objective')],
    links: [toOverview],
  })
}

function sli(context: BoardContext) {
  return stat({
    title: 'SLI over the period',
    about: {
      what: 'The part of events that was good over the whole period.',
      how: 'One less bad ÷ all events, weighted by events.',
      act: 'Compare it with the objective: below it, the budget is overspent.',
      runbook: RUNBOOK,
    },
    unit: UNITS.ratio,
    decimals: 3,
    queries: [query(periodSli(context.slos, CHOSEN), 'SLI')],
    links: [toOverview],
  })
}

function budgetLeft() {
  return stat({
    title: 'Error budget left',
    about: {
      what: 'What is left of the budget for bad events: 100 % untouched, 0 % spent.',
      how: `\`${SERIES.budgetRemaining}\`; the part of the period before the SLO was measured counts as unspent.`,
      act: 'See below who spends it; at zero, stop releases that are not repairs.',
      runbook: RUNBOOK,
    },
    unit: UNITS.ratio,
    decimals: 1,
    judged: BUDGET,
    queries: [query(perSlo(selector(SERIES.budgetRemaining, CHOSEN)), 'left')],
    links: [toOverview],
  })
}

function badEventsLeft(context: BoardContext) {
  const days = perSlo(selector(SERIES.periodDays, CHOSEN))
  const eventRate = periods(context.slos)
    .map(period => perSlo(`avg_over_time(${selector(SERIES.minuteTotal, CHOSEN)}[${period}])`))
    .join(' or ')
  const allowed = `(${eventRate}) * 86400 * ${days} * ${perSlo(selector(SERIES.errorBudget, CHOSEN))}`
  return stat({
    title: 'Bad events left',
    about: {
      what: 'How many more events may be bad before the promise is broken.',
      how: 'Budget left × error budget × events in a period at the average rate of those seen.',
      act: 'A negative number is how many too many there were.',
      runbook: RUNBOOK,
    },
    unit: UNITS.count,
    decimals: 0,
    judged: judgement([ANY_NEGATIVE, 'bad'], [1, 'warn'], [10, 'good']),
    queries: [query(`floor(${perSlo(selector(SERIES.budgetRemaining, CHOSEN))} * ${allowed})`, 'bad events')],
    links: [toOverview],
  })
}

function lasts() {
  return stat({
    title: 'Budget lasts',
    about: {
      what: 'How long the rest of the budget lasts if it goes on like this.',
      how: 'Budget left × period ÷ burn rate of the last 6 h.',
      act: 'Under three days it cannot wait for the next sprint.',
      runbook: RUNBOOK,
    },
    unit: UNITS.timeLeft,
    judged: EXHAUSTION,
    words: [
      { value: -1, text: 'not burning', tone: 'good' },
      { value: 0, text: 'spent', tone: 'bad' },
    ],
    queries: [query(exhaustion(CHOSEN), 'lasts')],
    links: [toOverview],
  })
}

function burnNow() {
  return stat({
    title: 'Burn rate, 5 m',
    about: {
      what: 'How many times faster than allowed the budget burns right now.',
      how: `\`${SERIES.currentBurnRate}\`: the error ratio of 5 minutes ÷ the error budget.`,
      act: 'Over the page’s rate here and over one hour, somebody is paged.',
      runbook: RUNBOOK,
    },
    unit: UNITS.burn,
    decimals: 1,
    judged: BURN,
    queries: [query(perSlo(selector(SERIES.currentBurnRate, CHOSEN)), 'burn')],
    links: [toProbes],
  })
}

function burnByWindow() {
  const windows = ['5m', ...new Set(BURN_THRESHOLDS.map(({ window }) => windowName(window.long)))]
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
    judged: BURN_LINES,
    isLogarithmic: true,
    series: windows,
    queries: windows.map(window => query(perSlo(burn(window, CHOSEN)), window)),
    links: [toOverview],
  })
}

/** One query for each SLO that counts probes: only that of the chosen SLO has an answer. */
function whoSpends(context: BoardContext) {
  const measured = context.slos.filter(slo => probeOf(slo) !== undefined)
  return barGauge({
    title: 'Who spends the budget',
    about: {
      what: 'Which failures made the bad events of this time range, the most frequent first.',
      how: `Growth of \`${PROBER.failures}\` over the range, by probe, path, reason and phase. Too slow an answer is no failure and not listed.`,
      act: 'Click a bar for the probe: its phases, reasons and the answers it got.',
      runbook: RUNBOOK,
    },
    unit: UNITS.count,
    decimals: 0,
    noValue: 'no failure counted',
    queries: measured.map(slo => query(spentBy(slo), '{{probe}} · {{path}} · {{reason}} in {{phase}}')),
    links: [linkTo('probeDetail', { probe: clickedLabel('probe'), path: clickedLabel('path') })],
  })
}

function spentBy(slo: Slo): string {
  const { probe = '', path = '' } = probeOf(slo) ?? {}
  const failures = increase(PROBER.failures, { probe, path, budget: 'counted' }, '$__range')
  const isChosen = `${SERIES.objective}{${LABELS.id}="${sloId(slo)}",${LABELS.id}=~"$slo"}`
  return `topk(10, ${sumBy(['probe', 'path', 'reason', 'phase'], failures)} > 0) and on () ${isChosen}`
}

function rolling() {
  return timeSeries({
    title: 'Budget left, rolling',
    about: {
      what: 'The budget of the period that ended at each moment: it recovers as old failures leave the period.',
      how: `\`${SERIES.budgetRemaining}\` over the last 30 days, whatever the board’s time range.`,
      act: 'Under the red line the promise is broken.',
      runbook: RUNBOOK,
    },
    unit: UNITS.ratio,
    decimals: 1,
    judged: BUDGET_LINES,
    isSigned: true,
    max: 1,
    range: '30d',
    queries: [query(perSlo(selector(SERIES.budgetRemaining, CHOSEN)), 'rolling')],
    links: [toOverview],
  })
}

function calendarMonth() {
  return timeSeries({
    title: 'Budget left, calendar month',
    about: {
      what: 'The burndown of the month’s budget: full on the first, never recovering until the next.',
      how: 'One less the error ratios of each six hours since the first of the month ÷ error budget, as parts of the month.',
      act: 'Compare with the straight line from 100 % to 0 %: below it the month will not last.',
      runbook: RUNBOOK,
    },
    unit: UNITS.ratio,
    decimals: 1,
    judged: BUDGET_LINES,
    isSigned: true,
    max: 1,
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

function sliWithConfidence() {
  const objectiveLine = perSlo(selector(SERIES.objective, CHOSEN))
  return timeSeries({
    title: 'SLI of the last hour, and how sure we are',
    about: {
      what: 'The part of events of the last hour that was good, with the band in which the truth lies 95 times in 100.',
      how: 'Wilson’s interval from the error ratio of 1 h and the number of events in it. Few events make a wide band.',
      act: 'Only when the whole band lies under the objective is it certain that it was missed.',
      runbook: RUNBOOK,
    },
    unit: UNITS.ratio,
    decimals: 3,
    isSigned: true,
    max: 1,
    series: ['SLI', 'objective'],
    band: ['at most', 'at least'],
    queries: [
      query(`1 - ${perSlo(selector(SERIES.errorRatio('1h'), CHOSEN))}`, 'SLI'),
      query(objectiveLine, 'objective'),
      query(confidence('upper', CHOSEN), 'at most'),
      query(confidence('lower', CHOSEN), 'at least'),
    ],
    links: [toProbes],
  })
}

function events() {
  const total = perSlo(selector(SERIES.total, CHOSEN))
  const bad = perSlo(selector(SERIES.errors, CHOSEN))
  return timeSeries({
    title: 'Good and bad events',
    about: {
      what: 'How many events a second the SLI is made of.',
      how: `\`${SERIES.total}\` less \`${SERIES.errors}\`, and the latter.`,
      act: 'When both fall to nothing the SLO is blind, not kept.',
      runbook: 'docs/runbooks/slo-data-missing.md',
    },
    unit: UNITS.events,
    stacked: 'area',
    series: ['good'],
    toned: { bad: 'bad' },
    queries: [query(`${total} - ${bad}`, 'good'), query(bad, 'bad')],
    links: [toProbes],
  })
}

function alertState() {
  const known = `0 * max(${selector(SERIES.objective, CHOSEN)})`
  const state = (severity: string) => {
    const of = { ...CHOSEN, [LABELS.severity]: severity, alertstate: 'firing' }
    return `max(${selector(MONITORING.alerts, of)}) or ${known}`
  }
  return stateTimeline({
    title: 'Alerts of this SLO',
    about: {
      what: 'When somebody was paged, or a ticket opened, for this SLO.',
      how: '`ALERTS` that fire, by severity; quiet as long as its rules are evaluated.',
      act: 'A page means now, a ticket means this working day.',
      runbook: RUNBOOK,
    },
    unit: UNITS.text,
    words: [
      { value: 0, text: 'quiet', tone: 'good' },
      { value: 1, text: 'firing', tone: 'bad' },
    ],
    queries: [query(state('page'), 'page'), query(state('ticket'), 'ticket')],
    links: [toOverview],
  })
}
