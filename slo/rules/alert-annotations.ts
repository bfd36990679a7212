import { days, formatDuration, inSeconds } from '../../lib/duration.ts'
import { firstLabel, firstValue, type Quote } from '../../lib/go-template/write.ts'
import { LABELS as PROBER_LABELS } from '../../services/prober/contract/labels.ts'
import { METRICS } from '../../services/prober/contract/names.ts'
import { seriesOf } from '../core/identity.ts'
import { type AlertSeverity, type Slo, sloId } from '../core/model.ts'
import { LABELS, SERIES } from '../core/names.ts'
import { BASE_RANGE, windowName } from '../core/windows.ts'

/** What the on-call reads. Prometheus evaluates the values when the alert fires, so the text is true at that moment. */
export function annotations(slo: Slo, severity: AlertSeverity): Record<string, string> {
  const ratio = seriesOf(slo, SERIES.errorRatio(BASE_RANGE))
  const remaining = seriesOf(slo, SERIES.budgetRemaining)
  const burn = seriesOf(slo, SERIES.currentBurnRate)
  const lasts = `clamp_min(${remaining}, 0) * ${inSeconds(slo.period)} / ignoring (${LABELS.window}) (${burn} > 0)`
  const over = slo.calendar === undefined ? formatDuration(slo.period) : `a calendar ${slo.calendar}`
  const since = `ALERTS_FOR_STATE{alertname="${slo.alerting.name}",${LABELS.id}="${sloId(slo)}",${LABELS.severity}="${severity}"}`
  // A page is about now, like everything else in its text; a ticket is about days, and so is its rate. A page that fires when
  // the errors are over already is about the windows that fire it.
  const value = '{{ $value | printf "%.1f" }}'
  const burning = `${burn} > 1`
  const rate = severity === 'page' ? firstValue(burning, 'printf "%.1f"', value) : value
  return {
    title: `${sloId(slo)}: the error budget burns ${rate} times as fast as allowed`,
    summary:
      `${firstValue(ratio, 'humanizePercentage')} of events were bad in the last 5 minutes; ` +
      `the objective is ${slo.objectivePercent} % over ${over}. ` +
      `Budget left: ${firstValue(remaining, 'humanizePercentage')}; at this rate it lasts ${firstValue(lasts, 'humanizeDuration')}. ` +
      `Fault domain: ${faultDomainText()}.`,
    burn_rate: rate,
    bad_now: firstValue(ratio, 'humanizePercentage'),
    budget_left: firstValue(remaining, 'humanizePercentage'),
    lasts: firstValue(lasts, 'humanizeDuration'),
    since: firstValue(since, 'humanizeTimestamp', 'just now'),
    fault_domain: faultDomainText(),
    evidence: evidence(slo, severity),
    runbook: `docs/runbooks/slo-burn-${severity}.md`,
  }
}

/** A link to the graph of every window that decides about this alert. */
function evidence(slo: Slo, severity: AlertSeverity): string {
  const windows = slo.windows.filter(window => window.severity === severity).flatMap(({ long, short }) => [long, short])
  const names = [...new Set(windows)].sort((a, b) => a - b).map(window => SERIES.errorRatio(windowName(window)))
  const query = `{__name__=~"${names.join('|')}",${LABELS.id}="${sloId(slo)}"}`
  const range = severity === 'page' ? '6h' : windowName(days(3))
  return `{{ externalURL }}/graph?g0.expr=${encodeURIComponent(query)}&g0.tab=0&g0.range_input=${range}`
}

/** The hop that the prober names as an alert fires. */
export function faultDomainText(quote?: Quote): string {
  return firstLabel(`topk(1, ${METRICS.faultDomain} == 1)`, PROBER_LABELS.domain, quote)
}
