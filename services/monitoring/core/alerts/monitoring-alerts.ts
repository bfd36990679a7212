import type { AlertGroup } from './project-alert.ts'

/** What goes wrong with the programs that measure and alert. */
export const MONITORING_ALERTS: AlertGroup = {
  name: 'monitoring',
  service: 'monitoring',
  board: 'watcher',
  alerts: [
    {
      name: 'TargetDown',
      severity: 'ticket',
      expr: 'up{job!~"prober|vantage"} == 0',
      for: '5m',
      title: '{{ $labels.job }} at {{ $labels.instance }} cannot be scraped',
      summary: 'Prometheus has no samples of it: alerts and panels that need them are blind.',
      runbook: 'target-down',
    },
    {
      name: 'PrometheusRuleFailures',
      severity: 'ticket',
      expr: 'increase(prometheus_rule_evaluation_failures_total[5m]) > 0',
      for: '5m',
      title: 'Rules of {{ $labels.rule_group | reReplaceAll ".*;" "" }} cannot be evaluated',
      summary: 'Their alerts cannot fire, and what they record is missing.',
      runbook: 'configuration-rejected',
    },
    {
      name: 'PrometheusBadConfig',
      severity: 'ticket',
      expr: 'max_over_time(prometheus_config_last_reload_successful[5m]) == 0',
      for: '5m',
      title: 'Prometheus rejected its configuration',
      summary: 'It goes on with the previous one: what was changed is not in force.',
      runbook: 'configuration-rejected',
    },
    {
      name: 'AlertmanagerBadConfig',
      severity: 'ticket',
      expr: 'max_over_time(alertmanager_config_last_reload_successful[5m]) == 0',
      for: '5m',
      title: 'Alertmanager rejected its configuration',
      summary: 'It goes on with the previous one: another receiver or route is not in force.',
      runbook: 'configuration-rejected',
    },
    {
      name: 'PrometheusNotConnectedToAlertmanagers',
      severity: 'ticket',
      expr: 'max_over_time(prometheus_notifications_alertmanagers_discovered[5m]) < 1',
      for: '5m',
      title: 'Prometheus knows no Alertmanager',
      summary: 'No page can be sent; this alert itself reaches a person only once that is mended.',
      runbook: 'alerts-not-sent',
    },
    {
      name: 'AlertmanagerFailedToSendAlerts',
      severity: 'ticket',
      expr: 'sum by (instance, integration) (increase(alertmanager_notifications_failed_total[5m])) > 0',
      for: '5m',
      title: 'Alertmanager cannot send by {{ $labels.integration }}',
      summary: 'It tries again and again; pages that are due have not arrived.',
      runbook: 'alerts-not-sent',
    },
    {
      name: 'PrometheusStorageAlmostFull',
      severity: 'ticket',
      expr: 'prometheus_tsdb_storage_blocks_bytes / (prometheus_tsdb_retention_limit_bytes > 0) > 0.9',
      for: '15m',
      title: 'Prometheus has used {{ $value | humanizePercentage }} of the space it may take',
      summary:
        'At 100 % it deletes its oldest samples, and the budgets of long periods are counted from less than they cover.',
      runbook: 'prometheus-storage',
    },
  ],
}
