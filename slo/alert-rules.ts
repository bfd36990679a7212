import { formatDuration } from '../lib/duration.ts'
import { selector } from '../lib/promql.ts'
import { METRICS } from '../services/prober/core/names.ts'
import { type AlertSeverity, errorBudget, type Slo, sloId } from './model.ts'
import { DATA_MISSING_ALERT, LABELS, SERIES } from './names.ts'
import { type AlertingRule, identity } from './rules.ts'
import { ALERT_WINDOWS, type AlertWindow, burnRate, windowName } from './windows.ts'

/** How long an SLO may be without data before somebody is told; a restart of Prometheus takes less. */
const MISSING_FOR = '3m'

/** The burn-rate alert of a severity, and with the tickets the one that says there is nothing to judge. */
export function alertRules(slo: Slo, severity: AlertSeverity): readonly AlertingRule[] {
  const routing = slo.alerting[severity]
  const burn = routing.disabled ? [] : [burnAlert(slo, severity)]
  return severity === 'ticket' && !routing.disabled ? [...burn, missingAlert(slo)] : burn
}

function burnAlert(slo: Slo, severity: AlertSeverity): AlertingRule {
  const routing = slo.alerting[severity]
  const pairs = ALERT_WINDOWS.filter(window => window.severity === severity)
  return {
    alert: slo.alerting.name,
    expr: pairs.map(window => windowPair(slo, window)).join('\nor\n'),
    labels: { ...slo.labels, [LABELS.severity]: severity, ...slo.alerting.labels, ...routing.labels },
    annotations: { ...annotations(slo, severity), ...slo.alerting.annotations, ...routing.annotations },
  }
}

/**
 * Fires while the budget burns. Both sides drop the window label, so that one incident raises one alert and not one per
 * pair; the value is the burn rate over the long window.
 */
function windowPair(slo: Slo, window: AlertWindow): string {
  const id = identity(slo)
  const rate = burnRate(window, slo.period)
  const budget = errorBudget(slo.objective)
  const long = windowName(window.long)
  const ratio = selector(SERIES.errorRatio(long), id)
  return [
    '(',
    `  max without (${LABELS.window}) (${ratio} * ${selector(SERIES.coverage(long), id)} / ${budget}) > ${rate}`,
    '  and',
    `  max without (${LABELS.window}) (${selector(SERIES.errorRatio(windowName(window.short)), id)} / ${budget}) > ${rate}`,
    ')',
  ].join('\n')
}

function missingAlert(slo: Slo): AlertingRule {
  const id = identity(slo)
  return {
    alert: DATA_MISSING_ALERT,
    expr: `absent(${selector(SERIES.total, id)})`,
    for: MISSING_FOR,
    labels: {
      ...slo.labels,
      ...id,
      [LABELS.severity]: 'ticket',
      ...slo.alerting.labels,
      ...slo.alerting.ticket.labels,
    },
    annotations: {
      title: `${slo.service}: nothing measures "${slo.name}"`,
      summary: `The SLO ${sloId(slo)} has had no data for ${MISSING_FOR}: it can neither be kept nor missed, and its burn alerts cannot fire.`,
      runbook: 'docs/runbooks/slo-data-missing.md',
    },
  }
}

/** What the on-call reads. The values are asked of Prometheus as the alert fires, so the text is true at that moment. */
function annotations(slo: Slo, severity: AlertSeverity): Record<string, string> {
  const id = identity(slo)
  const ratio = selector(SERIES.errorRatio('5m'), id)
  const remaining = selector(SERIES.budgetRemaining, id)
  const burn = selector(SERIES.currentBurnRate, id)
  const periodSeconds = slo.period / 1000
  const lasts = `clamp_min(${remaining}, 0) * ${periodSeconds} / ignoring (${LABELS.window}) (${burn} > 0)`
  const percent = Number((slo.objective * 100).toPrecision(12))
  return {
    title: `${slo.service} ${slo.name}: the error budget burns {{ $value | printf "%.1f" }} times as fast as allowed`,
    summary:
      `${firstValue(ratio, 'humanizePercentage')} of events were bad in the last 5 minutes; ` +
      `the objective is ${percent} % over ${formatDuration(slo.period)}. ` +
      `Budget left: ${firstValue(remaining, 'humanizePercentage')}; at this rate it lasts ${firstValue(lasts, 'humanizeDuration')}. ` +
      `Fault domain: ${firstLabel(FAULT_DOMAIN, 'domain')}.`,
    burn_rate: '{{ $value | printf "%.1f" }}',
    bad_now: firstValue(ratio, 'humanizePercentage'),
    budget_left: firstValue(remaining, 'humanizePercentage'),
    lasts: firstValue(lasts, 'humanizeDuration'),
    fault_domain: firstLabel(FAULT_DOMAIN, 'domain'),
    runbook: `docs/runbooks/slo-burn-${severity}.md`,
  }
}

/** The hop the prober names now. */
const FAULT_DOMAIN = `topk(1, ${METRICS.faultDomain} == 1)`

function firstValue(query: string, format: string): string {
  return `{{ with query ${quoted(query)} }}{{ . | first | value | ${format} }}{{ else }}unknown{{ end }}`
}

function firstLabel(query: string, label: string): string {
  return `{{ with query ${quoted(query)} }}{{ . | first | label "${label}" }}{{ else }}unknown{{ end }}`
}

/** A Go template's raw string: PromQL's own quotes need no escape in it. */
function quoted(query: string): string {
  return `\`${query}\``
}
