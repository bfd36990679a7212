import { LABELS } from '../../../slo/core/names.ts'
import type { AlertingRule, RuleGroup } from '../../../slo/core/rule-group.ts'

/** The severity of what nobody is told of. */
export const UNTOLD_SEVERITY = 'none'

/** The alert that always fires: while Alertmanager has it, a page would arrive there too. */
export const HEARTBEAT: AlertingRule = {
  alert: 'Watchdog',
  expr: 'vector(1)',
  labels: { [LABELS.severity]: UNTOLD_SEVERITY, [LABELS.service]: 'alerting' },
  annotations: {
    title: 'The way of an alert is open',
    summary: 'It always fires and reaches nobody. When Alertmanager has it no more, no page can arrive either.',
    runbook: 'docs/runbooks/watchdog.md',
  },
}

/** The rules that keep the way of an alert in use. */
export function heartbeatRules(): readonly RuleGroup[] {
  return [{ name: 'heartbeat', rules: [HEARTBEAT] }]
}
