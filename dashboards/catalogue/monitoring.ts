import { LABELS as PROBER_LABELS } from '../../services/prober/contract/labels.ts'
import { LABELS } from '../../slo/core/names.ts'
import { type Metric, metrics } from './metric.ts'

/** The metrics that we use of Prometheus and Alertmanager about themselves. */
export const MONITORING = {
  up: 'up',
  scrapeDuration: 'scrape_duration_seconds',
  alerts: 'ALERTS',
  ruleFailures: 'prometheus_rule_evaluation_failures_total',
  missedIterations: 'prometheus_rule_group_iterations_missed_total',
  groupDuration: 'prometheus_rule_group_last_duration_seconds',
  groupInterval: 'prometheus_rule_group_interval_seconds',
  alertsReceived: 'alertmanager_alerts',
  notificationsDropped: 'prometheus_notifications_dropped_total',
  notificationsSent: 'alertmanager_notifications_total',
  notificationsFailed: 'alertmanager_notifications_failed_total',
  headSeries: 'prometheus_tsdb_head_series',
} as const

export const MONITORING_LABELS = { reason: 'reason' } as const

const OF_ALERT = ['alertname', 'alertstate', LABELS.id, LABELS.service, LABELS.slo, LABELS.severity]

export const MONITORING_METRICS: readonly Metric[] = [
  ...metrics('gauge', {
    // Of probers outside of the cluster the target itself is named.
    [MONITORING.up]: [PROBER_LABELS.vantage],
    [MONITORING.scrapeDuration]: [],
    [MONITORING.alerts]: OF_ALERT,
    [MONITORING.alertsReceived]: ['state'],
    [MONITORING.groupDuration]: ['rule_group'],
    [MONITORING.groupInterval]: ['rule_group'],
    [MONITORING.headSeries]: [],
  }),
  ...metrics('counter', {
    [MONITORING.ruleFailures]: ['rule_group'],
    [MONITORING.missedIterations]: ['rule_group'],
    [MONITORING.notificationsDropped]: ['alertmanager'],
    [MONITORING.notificationsSent]: ['integration'],
    [MONITORING.notificationsFailed]: ['integration', MONITORING_LABELS.reason],
  }),
]
