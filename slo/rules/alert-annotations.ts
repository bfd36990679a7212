import { days } from '../../lib/duration.ts'
import { firstValue, valueAs, withFirst } from '../../lib/go-template/write.ts'
import { selector } from '../../lib/promql/write-selector.ts'
import { seriesOf } from '../core/identity.ts'
import { type AlertSeverity, probeOf, type Slo, sloId } from '../core/model.ts'
import { LABELS, SERIES } from '../core/names.ts'
import { BASE_RANGE, windowName } from '../core/windows.ts'
import { budgetLeft, budgetSpent, budgetText, burnText, lastsText } from '../page/budget-text.ts'
import { faultDomainText } from '../page/fault-domain.ts'
import { headline } from '../page/headline.ts'
import { dashboardLink, failuresLink, runbookLink, silenceLink } from '../page/links.ts'
import { releaseText } from '../page/release-text.ts'
import { whereText } from '../page/where.ts'

/**
 * What the on-call reads. Prometheus evaluates the values while the alert fires, so the text is as it was seen last; a value that is
 * not known leaves out its part of the text.
 */
export function annotations(slo: Slo, severity: AlertSeverity): Record<string, string> {
  const ratio = seriesOf(slo, SERIES.errorRatio(BASE_RANGE))
  const since = selector('ALERTS_FOR_STATE', {
    alertname: slo.alerting.name,
    [LABELS.id]: sloId(slo),
    [LABELS.severity]: severity,
  })
  const runbook = `docs/runbooks/slo-burn-${severity}.md`
  const first = headline(slo, severity)
  const budget = budgetText(slo, severity)
  return {
    title: `${sloId(slo)}: the error budget burns ${burnText(slo, severity)} times as fast as allowed`,
    headline: first,
    budget,
    where: whereText(slo),
    release: releaseText(),
    summary: `${first}. ${budget}`,
    budget_spent: budgetSpent(slo),
    burn_rate: burnText(slo, severity),
    bad_now: withFirst(`${ratio} >= 0`, valueAs('humanizePercentage')),
    budget_left: budgetLeft(slo),
    lasts: lastsText(slo),
    since: firstValue(since, 'humanizeTimestamp', ''),
    fault_domain: faultDomainText(),
    // Texts are compared letter by letter, so that the worst of several alerts stands first.
    rank: withFirst(`${ratio} >= 0`, valueAs('printf "%.4f"')),
    evidence: evidence(slo, severity),
    runbook,
    runbook_url: runbookLink(runbook),
    dashboard_url: dashboardLink('slo-detail', `var-slo=${encodeURIComponent(sloId(slo))}`, evidence(slo, severity)),
    failures_url: failuresOf(slo, severity),
    silence_url: silenceLink({ [LABELS.service]: slo.service, [LABELS.severity]: severity }),
  }
}

function failuresOf(slo: Slo, severity: AlertSeverity): string {
  const probe = probeOf(slo)
  if (probe === undefined) return evidence(slo, severity)
  const chosen = `var-probe=${encodeURIComponent(probe.probe)}&var-path=${encodeURIComponent(probe.path)}`
  return failuresLink(chosen, evidence(slo, severity))
}

/** A link to the graph of every window that decides about this alert. */
function evidence(slo: Slo, severity: AlertSeverity): string {
  const windows = slo.windows.filter(window => window.severity === severity).flatMap(({ long, short }) => [long, short])
  const names = [...new Set(windows)].sort((a, b) => a - b).map(window => SERIES.errorRatio(windowName(window)))
  const query = `{__name__=~"${names.join('|')}",${LABELS.id}="${sloId(slo)}"}`
  const range = severity === 'page' ? '6h' : windowName(days(3))
  return `{{ externalURL }}/graph?g0.expr=${encodeURIComponent(query)}&g0.tab=0&g0.range_input=${range}`
}
