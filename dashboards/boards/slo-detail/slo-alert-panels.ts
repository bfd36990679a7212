import { type AlertSeverity, sloId } from '../../../slo/core/model.ts'
import { BUDGET_EXHAUSTED_ALERT, DATA_MISSING_ALERT, LABELS } from '../../../slo/core/names.ts'
import { LOW_BUDGET } from '../../../slo/report/tones.ts'
import { alertRules } from '../../../slo/rules/alert-rules.ts'
import type { BoardContext } from '../../context.ts'
import { clickedLabel, linkTo } from '../../panels/link.ts'
import { type Query, query } from '../../panels/query.ts'
import { BUDGET_LINES, BURN_THRESHOLDS } from '../../panels/standard-thresholds.ts'
import { stateTimeline } from '../../panels/state-timeline.ts'
import { timeSeries } from '../../panels/time-series.ts'
import { UNITS } from '../../panels/units.ts'

const PAGE_RUNBOOK = 'docs/runbooks/slo-burn-page.md'
const TICKET_RUNBOOK = 'docs/runbooks/slo-burn-ticket.md'
/** Alerts are about the present: in the dashboard's month an hour would not be visible. */
const RECENT = '6h'

const MISSING_RUNBOOK = 'docs/runbooks/slo-data-missing.md'

/** The alert's own expression, unchanged, so that the panel shows exactly what pages. */
export function alertCondition(context: BoardContext, severity: AlertSeverity) {
  const rules = context.slos.flatMap(slo =>
    alertRules(slo, severity)
      .filter(rule => rule.alert === slo.alerting.name)
      .map(rule => query(rule.expr, sloId(slo))),
  )
  const rates = BURN_THRESHOLDS.filter(({ window }) => window.severity === severity)
  return timeSeries({
    title: severity === 'page' ? 'When it pages' : 'When it opens a ticket',
    about: {
      what: `The burn rate of each SLO while its ${severity} alert condition holds. No line means no alert, as long as the SLO is measured.`,
      how: `The alert’s own expression. It holds while a long and a short window both burn faster than ${rates.map(({ rate }) => `${rate}×`).join(' or ')}.`,
      act: severity === 'page' ? 'The on-call is being paged.' : 'Plan the fix for this working day.',
      runbook: severity === 'page' ? PAGE_RUNBOOK : TICKET_RUNBOOK,
    },
    unit: UNITS.burn,
    thresholds: rates.map(({ rate, tone }) => ({ from: rate, tone })).sort((a, b) => a.from - b.from),
    isLogarithmic: true,
    noValue: 'quiet, or not measured',
    range: RECENT,
    series: context.slos.map(sloId),
    queries: rules,
    links: [linkTo('sloDetail', { slo: clickedLabel(LABELS.id) })],
  })
}

/** The queries of an alert that every SLO has, each with the SLO's id. */
function everywhere(context: BoardContext, alert: string): readonly Query[] {
  return context.slos.flatMap(slo =>
    alertRules(slo, 'ticket')
      .filter(rule => rule.alert === alert)
      .map(rule => query(rule.expr, sloId(slo))),
  )
}

/** The panel “When the budget is spent”. */
export function budgetSpent(context: BoardContext) {
  return timeSeries({
    title: 'When the budget is spent',
    about: {
      what: 'The SLOs whose budget is spent, and by how much it is overspent.',
      how: `The expression of the alert ${BUDGET_EXHAUSTED_ALERT}.`,
      act: 'Stop all releases but fixes until it recovers.',
      runbook: 'docs/runbooks/slo-budget-exhausted.md',
    },
    unit: UNITS.ratio,
    decimals: 1,
    thresholds: BUDGET_LINES,
    isSigned: true,
    softMax: LOW_BUDGET,
    noValue: 'none is spent, or not measured',
    range: RECENT,
    queries: everywhere(context, BUDGET_EXHAUSTED_ALERT),
    links: [linkTo('sloDetail', { slo: clickedLabel(LABELS.id) })],
  })
}

/** The panel “When nothing measures it”. */
export function dataMissing(context: BoardContext) {
  return stateTimeline({
    title: 'When nothing measures it',
    about: {
      what: 'The SLOs without data: whether they are met is unknown, and their burn alerts cannot fire.',
      how: `The expression of the alert ${DATA_MISSING_ALERT}. An empty panel means that every SLO is measured.`,
      act: 'Check that the prober runs and is scraped, and that its probe still has this name.',
      runbook: MISSING_RUNBOOK,
    },
    unit: UNITS.text,
    words: [{ value: 1, text: 'blind', tone: 'blind' }],
    noValue: 'every SLO is measured',
    range: RECENT,
    isQuietWhenEmpty: true,
    queries: everywhere(context, DATA_MISSING_ALERT),
    links: [linkTo('watcher')],
  })
}
