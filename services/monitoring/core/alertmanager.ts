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

/** The severities that have a receiver of their own. */
export type RoutedSeverity = 'page' | 'ticket' | 'info'

/** How each severity is sent, as Alertmanager's receivers have it; one without anything is only shown. */
type Receivers = Readonly<Record<RoutedSeverity, object>>

/** A receiver that notifies no one, for the alert that always fires. */
const NULL_RECEIVER = 'null'

const matcher = (name: string) => `${LABELS.severity}="${name}"`

const OF_AN_SLO = `${LABELS.id}!=""`

/** The stack's alertmanager.yml. */
export function renderAlertmanagerConfig({ webhookUrl, access }: AlertmanagerPlan): string {
  const http = access === undefined ? {} : { http_config: basicAuth(access) }
  const pager = { webhook_configs: [{ url: webhookUrl, send_resolved: true, ...http }] }
  return renderYaml(alertmanagerConfig({ page: pager, ticket: pager, info: {} }))
}

/**
 * The configuration of Alertmanager, on one machine and in a cluster. A page is sent at once, and one incident is one page however
 * many SLOs it affects; a ticket waits to be grouped with others, and is inhibited while the same SLO pages. What is for information
 * waits longest, and comes again after four days: Alertmanager forgets after five what it has sent. The heartbeat notifies no one.
 */
export function alertmanagerConfig(receivers: Receivers): object {
  return {
    route: {
      receiver: 'ticket',
      group_by: [...PAGE_GROUP],
      group_wait: '30s',
      group_interval: '5m',
      repeat_interval: '12h',
      routes: [
        {
          matchers: [matcher('page')],
          receiver: 'page',
          group_wait: '1s',
          group_interval: '10s',
          repeat_interval: '1h',
        },
        { matchers: [matcher('info')], receiver: 'info', group_wait: '5m', repeat_interval: '4d' },
        { matchers: [matcher(SILENT_SEVERITY)], receiver: NULL_RECEIVER },
      ],
    },
    inhibit_rules: [
      // Two alerts without the label are equal in it: one of no SLO would hold back all others of none.
      { source_matchers: [matcher('page'), OF_AN_SLO], target_matchers: [matcher('ticket')], equal: [LABELS.id] },
      {
        source_matchers: [`${LABELS.severity}=~"page|ticket"`, OF_AN_SLO],
        target_matchers: [matcher('info')],
        equal: [LABELS.service, LABELS.id],
      },
    ],
    receivers: [
      ...(['ticket', 'page', 'info'] as const).map(name => ({ name, ...receivers[name] })),
      { name: NULL_RECEIVER },
    ],
  }
}
