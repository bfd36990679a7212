import { renderYaml } from '../../../lib/yaml/writer.ts'
import { LABELS, PAGE_GROUP } from '../../../slo/core/names.ts'
import { UNTOLD_SEVERITY } from './heartbeat.ts'

export interface AlertmanagerPlan {
  /** Where pages and tickets are sent: the stack's own pager. */
  readonly webhookUrl: string
}

/** Takes the alert that always fires, which is there to be seen and not to be told. */
const NOBODY = 'nobody'

/**
 * The stack's alertmanager.yml. A page is sent at once, and one incident is one page however many SLOs it hurts; a
 * ticket waits for company, and is muted while the same SLO pages. The heartbeat is told to nobody.
 */
export function renderAlertmanagerConfig(plan: AlertmanagerPlan): string {
  const severity = (name: string) => `${LABELS.severity}="${name}"`
  const receiver = (name: string) => ({ name, webhook_configs: [{ url: plan.webhookUrl, send_resolved: true }] })
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
        { matchers: [severity(UNTOLD_SEVERITY)], receiver: NOBODY },
      ],
    },
    inhibit_rules: [
      {
        source_matchers: [severity('page')],
        target_matchers: [severity('ticket')],
        equal: [LABELS.id],
      },
    ],
    receivers: [receiver('ticket'), receiver('page'), { name: NOBODY }],
  })
}
