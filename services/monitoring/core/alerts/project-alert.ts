import { LABELS } from '../../../../slo/core/names.ts'
import type { AlertingRule, RuleGroup } from '../../../../slo/core/rule-group.ts'
import { dashboardLink, runbookLink, silenceLink } from '../../../../slo/page/links.ts'

/** How much of a hurry there is: `info` is only shown, or sent last. */
type Severity = 'page' | 'ticket' | 'info'

/** One alert that belongs to no SLO. */
interface ProjectAlert {
  readonly name: string
  readonly severity: Severity
  readonly expr: string
  readonly for?: string
  readonly title: string
  readonly summary: string
  /** File name under docs/runbooks/, without its ending. */
  readonly runbook: string
}

/** What the alerts of a group have in common. */
export interface AlertGroup {
  readonly name: string
  /** The service of their label, by which they are grouped into one notification. */
  readonly service: string
  /** The board that shows what they are about. */
  readonly board: string
  readonly alerts: readonly ProjectAlert[]
}

/** The rules of a group of alerts. */
export function alertGroupRules({ name, service, board, alerts }: AlertGroup): RuleGroup {
  return { name, rules: alerts.map(alert => ruleOf(alert, service, board)) }
}

function ruleOf(alert: ProjectAlert, service: string, board: string): AlertingRule {
  const { name, severity, expr, for: lasting, title, summary } = alert
  const labels = { [LABELS.severity]: severity, [LABELS.service]: service }
  return {
    alert: name,
    expr,
    ...(lasting === undefined ? {} : { for: lasting }),
    labels,
    annotations: { title, summary, ...linksOf(alert.runbook, board, labels) },
  }
}

/** The links of an alert that belongs to no SLO; without Grafana its own page of Prometheus is the best there is. */
export function linksOf(
  runbook: string,
  board: string,
  routing: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const file = `docs/runbooks/${runbook}.md`
  return {
    runbook: file,
    runbook_url: runbookLink(file),
    dashboard_url: dashboardLink(board, '', '{{ externalURL }}/alerts'),
    silence_url: silenceLink(routing),
  }
}
