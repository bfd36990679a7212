import { rulesForSlo } from '../../slo/rules/rules.ts'
import { MONITORING, MONITORING_LABELS } from '../catalogue/monitoring.ts'
import type { BoardContext } from '../context.ts'
import { around, counted, recently, type Scenario } from './scenario.ts'
import type { FixtureSeries } from './series.ts'

const SCRAPED = [
  ['web', 'web-0'],
  ['web', 'web-1'],
  ['prober', 'prober-0'],
  ['node', 'edge'],
  ['prometheus', 'prometheus-0'],
  ['alertmanager', 'alertmanager-0'],
] as const

/** What Prometheus and Alertmanager would have told of themselves. */
export function monitoringSeries(scenario: Scenario, { slos }: BoardContext): readonly FixtureSeries[] {
  const span = recently(scenario)
  const self = { job: 'prometheus', instance: 'prometheus-0' }
  const manager = { job: 'alertmanager', instance: 'alertmanager-0', integration: 'webhook' }
  const isSilent = (instance: string, moment: number) => instance === 'edge' && moment > scenario.silentAt
  const inTrouble = (most: number) => (moment: number) =>
    Math.min(most, Math.floor(Math.max(0, moment - scenario.silentAt) / 300))
  const groups = slos.flatMap(rulesForSlo).map(({ name, interval = '15s' }, index) => ({ name, interval, index }))
  return [
    ...SCRAPED.flatMap(([job, instance], index) => [
      {
        name: MONITORING.up,
        labels: { job, instance },
        value: (moment: number) => (isSilent(instance, moment) ? 0 : 1),
        span,
      },
      {
        name: MONITORING.scrapeDuration,
        labels: { job, instance },
        value: (moment: number) => (isSilent(instance, moment) ? 4 : around(0.012, 0.003, index)(moment)),
        span,
      },
    ]),
    ...groups.flatMap(({ name, interval, index }) => [
      {
        name: MONITORING.groupDuration,
        labels: { ...self, rule_group: name },
        value: around(0.02 + index * 0.004, 0.004, index),
        span,
      },
      {
        name: MONITORING.groupInterval,
        labels: { ...self, rule_group: name },
        value: () => Number.parseInt(interval, 10),
        span,
      },
      { name: MONITORING.ruleFailures, labels: { ...self, rule_group: name }, value: inTrouble(3), span },
      { name: MONITORING.missedIterations, labels: { ...self, rule_group: name }, value: inTrouble(1), span },
    ]),
    {
      name: MONITORING.alertsReceived,
      labels: { job: 'alertmanager', instance: 'alertmanager-0', state: 'active' },
      value: moment => (moment > scenario.silentAt ? 0 : 1),
      span,
    },
    ...['a', 'b'].map(replica => ({
      name: MONITORING.notificationsDropped,
      labels: { ...self, alertmanager: replica },
      value: inTrouble(2),
      span,
    })),
    {
      name: MONITORING.notificationsSent,
      labels: { ...manager, integration: 'email' },
      value: counted(scenario, 0, 0.003),
      span,
    },
    { name: MONITORING.notificationsSent, labels: manager, value: counted(scenario, 0, 0.004), span },
    {
      name: MONITORING.notificationsFailed,
      labels: { ...manager, [MONITORING_LABELS.reason]: 'clientError' },
      value: inTrouble(2),
      span,
    },
    {
      name: MONITORING.notificationsFailed,
      labels: { ...manager, [MONITORING_LABELS.reason]: 'other' },
      value: inTrouble(1),
      span,
    },
  ]
}
