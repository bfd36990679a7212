import { LABELS } from '../../../slo/core/names.ts'
import type { AlertingRule, RuleGroup } from '../../../slo/core/rule-group.ts'

/** The severity of alerts that notify no receiver. */
export const SILENT_SEVERITY = 'none'

/** The alert that always fires: while Alertmanager has it, pages can reach Alertmanager too. */
export const HEARTBEAT: AlertingRule = {
  alert: 'Watchdog',
  expr: 'vector(1)',
  labels: { [LABELS.severity]: SILENT_SEVERITY, [LABELS.service]: 'alerting' },
  annotations: {
    title: 'Alerting pipeline is working',
    summary: 'Always fires and notifies no receiver. When it is missing from Alertmanager, no page can arrive either.',
    runbook: 'docs/runbooks/watchdog.md',
  },
}

/** The rules that exercise the alerting pipeline all the time. */
export function heartbeatRules(): readonly RuleGroup[] {
  return [{ name: 'heartbeat', rules: [HEARTBEAT] }]
}
