import { rulesForSlo } from '../../slo/rules/rules.ts'
import type { SampledSeries } from '../../slo/timeline/sampled-series.ts'
import { MONITORING } from '../catalogue/monitoring.ts'
import type { BoardContext } from '../context.ts'
import { around, bySegment, counted, recently, type Scenario } from './scenario.ts'

const SCRAPED = [
  ['web', 'web-0'],
  ['web', 'web-1'],
  ['prober', 'prober-0'],
  ['node', 'edge'],
  ['prometheus', 'prometheus-0'],
  ['alertmanager', 'alertmanager-0'],
] as const

/** What Prometheus and Alertmanager would have told of themselves. */
export function monitoringSeries(scenario: Scenario, { slos }: BoardContext): readonly SampledSeries[] {
  const range = recently(scenario)
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
        value: bySegment(scenario, ({ kind }) => (instance === 'edge' && kind === 'gap' ? 0 : 1)),
        range,
      },
      {
        name: MONITORING.scrapeDuration,
        labels: { job, instance },
        value: (moment: number) => (isSilent(instance, moment) ? 4 : around(0.012, 0.003, index)(moment)),
        range,
      },
    ]),
    ...groups.flatMap(({ name, interval, index }) => [
      {
        name: MONITORING.groupDuration,
        labels: { ...self, rule_group: name },
        value: around(0.02 + index * 0.004, 0.004, index),
        range,
      },
      {
        name: MONITORING.groupInterval,
        labels: { ...self, rule_group: name },
        value: () => Number.parseInt(interval, 10),
        range,
      },
      { name: MONITORING.ruleFailures, labels: { ...self, rule_group: name }, value: inTrouble(3), range },
      { name: MONITORING.missedIterations, labels: { ...self, rule_group: name }, value: inTrouble(1), range },
    ]),
    {
      name: MONITORING.alertsReceived,
      labels: { job: 'alertmanager', instance: 'alertmanager-0', state: 'active' },
      value: bySegment(scenario, ({ kind }) => (kind === 'gap' ? 0 : 1)),
      range,
    },
    ...['a', 'b'].map(replica => ({
      name: MONITORING.notificationsDropped,
      labels: { ...self, alertmanager: replica },
      value: inTrouble(2),
      range,
    })),
    {
      name: MONITORING.notificationsSent,
      labels: { ...manager, integration: 'email' },
      value: counted(scenario, 0, 0.003),
      range,
    },
    { name: MONITORING.notificationsSent, labels: manager, value: counted(scenario, 0, 0.004), range },
    { name: MONITORING.notificationsFailed, labels: { ...manager, reason: 'clientError' }, value: inTrouble(2), range },
    { name: MONITORING.notificationsFailed, labels: { ...manager, reason: 'other' }, value: inTrouble(1), range },
  ]
}
