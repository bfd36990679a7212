import type { GrafanaPlan } from './grafana.ts'
import type { PrometheusPlan } from './prometheus.ts'

/** Plans that the golden files and the tests with real programs share. */
export const PROMETHEUS_PLAN: PrometheusPlan = {
  ruleFiles: ['/srv/leadline/prometheus/rules/web.rules.yaml'],
  alertmanager: '127.0.0.1:17093',
  jobs: [
    { job: 'web', targets: ['127.0.0.1:17211', '127.0.0.1:17212'] },
    { job: 'prober', targets: ['127.0.0.1:17300'] },
  ],
}

export const ALERTMANAGER_PLAN = { webhookUrl: 'http://127.0.0.1:17400/notifications' }

export const GRAFANA_PLAN: GrafanaPlan = {
  port: 17030,
  prometheusUrl: 'http://127.0.0.1:17090',
  folder: '/srv/leadline/grafana',
  boardsFolder: '/srv/repository/dashboards/generated',
}
