import type { RuleGroup } from '../../../../slo/core/rule-group.ts'
import { MONITORING_ALERTS } from './monitoring-alerts.ts'
import { NODE_ALERTS } from './node-alerts.ts'
import { alertGroupRules } from './project-alert.ts'
import { WORKLOAD_ALERTS } from './workload-alerts.ts'

/**
 * Alerts about what the service runs on. They have no `absent()`: where a cluster, node_exporter or Traefik is not scraped, as on one
 * machine, their series do not exist and they are quiet.
 */
export function installationRules(): readonly RuleGroup[] {
  return [WORKLOAD_ALERTS, NODE_ALERTS, MONITORING_ALERTS].map(alertGroupRules)
}
