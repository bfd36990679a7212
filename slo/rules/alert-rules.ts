import { type Duration, formatDuration } from '../../lib/duration.ts'
import { selector } from '../../lib/promql/write-selector.ts'
import { identity, seriesOf } from '../core/identity.ts'
import { type AlertSeverity, type AlertWindow, errorBudget, type Slo, sloId } from '../core/model.ts'
import { BUDGET_EXHAUSTED_ALERT, DATA_MISSING_ALERT, LABELS, SERIES } from '../core/names.ts'
import type { AlertingRule } from '../core/rule-group.ts'
import { burnRate, firingPairs, windowName } from '../core/windows.ts'
import { annotations } from './alert-annotations.ts'
import { withoutWindow } from './event-counts.ts'
import { impossibleRatioAlert } from './impossible-ratio.ts'
import { failuresOver, MIN_FAILURES, needsMinFailures } from './low-traffic.ts'

/** How long an SLO may be without data before an alert fires; a restart of Prometheus takes less. */
const MISSING_FOR = '3m'
/** A budget that hovers around zero is one ticket, not many. */
const EXHAUSTED_FOR = '5m'

/** The burn-rate alert of a severity, and with the tickets those for missing data and an exhausted budget. */
export function alertRules(slo: Slo, severity: AlertSeverity): readonly AlertingRule[] {
  const routing = slo.alerting[severity]
  if (routing.disabled) return []
  const burn = firingPairs(slo, severity).length > 0 ? [burnAlert(slo, severity)] : []
  return severity === 'ticket'
    ? [...burn, missingAlert(slo), exhaustedAlert(slo), ...impossibleRatioAlert(slo, ownLabels(slo))]
    : burn
}

function burnAlert(slo: Slo, severity: AlertSeverity): AlertingRule {
  const routing = slo.alerting[severity]
  const pairs = firingPairs(slo, severity)
  return {
    alert: slo.alerting.name,
    expr: pairs.map(window => windowPair(slo, window)).join('\nor\n'),
    ...(!routing.for ? {} : { for: formatDuration(routing.for) }),
    ...(!routing.keepFiringFor ? {} : { keepFiringFor: formatDuration(routing.keepFiringFor) }),
    // The series carry the identity already; written out, two SLOs may share an alert's name and still be two rules.
    labels: {
      ...slo.labels,
      ...identity(slo),
      [LABELS.severity]: severity,
      ...slo.alerting.labels,
      ...routing.labels,
    },
    annotations: { ...annotations(slo, severity), ...slo.alerting.annotations, ...routing.annotations },
  }
}

/**
 * Fires while the budget burns. Both sides drop the window label, so that one incident raises one alert and not one per
 * pair; the value is the burn rate over the long window.
 */
function windowPair(slo: Slo, window: AlertWindow): string {
  const rate = burnRate(window, slo.period)
  const budget = errorBudget(slo.objective)
  const burning = (range: Duration, measured = ''): string => {
    const series = seriesOf(slo, SERIES.errorRatio(windowName(range)))
    return `  ${withoutWindow(`${series}${measured} / ${budget}`)} > ${rate}`
  }
  const enough = needsMinFailures(slo, window)
    ? ['  and', `  ${failuresOver(slo, window.long)} >= ${MIN_FAILURES}`]
    : []
  return [
    '(',
    burning(window.long, ` * ${seriesOf(slo, SERIES.coverage(windowName(window.long)))}`),
    '  and',
    burning(window.short),
    ...enough,
    ')',
  ].join('\n')
}

/** Labels of an alert that no recorded series hands its own to. */
function ownLabels(slo: Slo): Record<string, string> {
  const { labels, ticket } = slo.alerting
  return { ...slo.labels, ...identity(slo), [LABELS.severity]: 'ticket', ...labels, ...ticket.labels }
}

function missingAlert(slo: Slo): AlertingRule {
  return {
    alert: DATA_MISSING_ALERT,
    expr: `absent(${selector(SERIES.total, identity(slo))})`,
    for: MISSING_FOR,
    labels: ownLabels(slo),
    annotations: {
      title: `${sloId(slo)}: no data`,
      summary: `The SLO ${sloId(slo)} has had no data for ${MISSING_FOR}: its error ratio is unknown, and its burn-rate alerts cannot fire.`,
      runbook: 'docs/runbooks/slo-data-missing.md',
    },
  }
}

function exhaustedAlert(slo: Slo): AlertingRule {
  return {
    alert: BUDGET_EXHAUSTED_ALERT,
    expr: `${seriesOf(slo, SERIES.budgetRemaining)} <= 0`,
    for: EXHAUSTED_FOR,
    labels: ownLabels(slo),
    annotations: {
      title: `${sloId(slo)}: the error budget is spent`,
      summary: `The SLO ${sloId(slo)} has {{ $value | humanizePercentage }} of its error budget left: every further bad event takes it further below its objective of ${slo.objectivePercent} %.`,
      runbook: 'docs/runbooks/slo-budget-exhausted.md',
    },
  }
}
