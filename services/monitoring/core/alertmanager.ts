import { renderYaml } from '../../../lib/yaml/writer.ts'
import { LABELS, PAGE_GROUP } from '../../../slo/core/names.ts'
import { SILENT_SEVERITY } from './heartbeat.ts'
import { type BasicAccess, basicAuth } from './prometheus.ts'

export interface AlertmanagerPlan {
  /** Where pages and tickets are sent: the stack's own pager. */
  readonly webhookUrl: string
  /** What the pager wants of its callers; undefined where it wants nothing. */
  readonly access?: BasicAccess
}

/** A receiver that notifies no one, for the alert that always fires. */
const NULL_RECEIVER = 'null'

/**
 * The stack's alertmanager.yml. A page is sent at once, and one incident is one page however many SLOs it affects; a
 * ticket waits to be grouped with others, and is inhibited while the same SLO pages. The heartbeat notifies no one.
 */
export function renderAlertmanagerConfig(plan: AlertmanagerPlan): string {
  const severity = (name: string) => `${LABELS.severity}="${name}"`
  const http = plan.access === undefined ? {} : { http_config: basicAuth(plan.access) }
  const receiver = (name: string) => ({
    name,
    webhook_configs: [{ url: plan.webhookUrl, send_resolved: true, ...http }],
  })
  return renderYaml({
    route: {
      receiver: 'ticket',
      group_by: [...PAGE_GROUP],
      group_wait: '30s',
      group_interval: '5m',
      repeat_interval: '12h',
      routes: [
        {
          matchers: [severity('page')],
          receiver: 'page',
          group_wait: '1s',
          group_interval: '10s',
          repeat_interval: '1h',
        },
        { matchers: [severity(SILENT_SEVERITY)], receiver: NULL_RECEIVER },
      ],
    },
    inhibit_rules: [
      {
        source_matchers: [severity('page')],
        target_matchers: [severity('ticket')],
        equal: [LABELS.id],
      },
    ],
    receivers: [receiver('ticket'), receiver('page'), { name: NULL_RECEIVER }],
  })
}
