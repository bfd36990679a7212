import type { RuleGroup } from '../../slo/core/rule-group.ts'
import { rulesForSlo } from '../../slo/rules/rules.ts'
import type { SampledSeries } from '../../slo/timeline/sampled-series.ts'
import { MONITORING, MONITORING_LABELS } from '../catalogue/monitoring.ts'
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

/** What Prometheus and Alertmanager would have exposed about themselves. */
export function monitoringSeries(scenario: Scenario, { slos }: BoardContext): readonly SampledSeries[] {
  const groups = slos.flatMap(rulesForSlo)
  return [
    ...SCRAPED.flatMap(([job, instance], index) => scrape(scenario, job, instance, index)),
    ...groups.flatMap((group, index) => ruleGroup(scenario, group, index)),
    ...notifications(scenario),
  ]
}

const SELF = { job: 'prometheus', instance: 'prometheus-0' }
const MANAGER = { job: 'alertmanager', instance: 'alertmanager-0' }

/** Grows by one every five minutes, up to so many, once some of the monitoring is in trouble. */
function inTrouble(scenario: Scenario, most: number): (moment: number) => number {
  return moment => Math.min(most, Math.floor(Math.max(0, moment - scenario.silentAt) / 300))
}

function scrape(scenario: Scenario, job: string, instance: string, index: number): readonly SampledSeries[] {
  const range = recently(scenario)
  const takes = around(0.012, 0.003, index)
  return [
    {
      name: MONITORING.up,
      labels: { job, instance },
      value: bySegment(scenario, ({ kind }) => (instance === 'edge' && kind === 'gap' ? 0 : 1)),
      range,
    },
    {
      name: MONITORING.scrapeDuration,
      labels: { job, instance },
      value: moment => (instance === 'edge' && moment > scenario.silentAt ? 4 : takes(moment)),
      range,
    },
  ]
}

function ruleGroup(scenario: Scenario, { name, interval = '15s' }: RuleGroup, index: number): readonly SampledSeries[] {
  const range = recently(scenario)
  const labels = { ...SELF, rule_group: name }
  return [
    { name: MONITORING.groupDuration, labels, value: around(0.02 + index * 0.004, 0.004, index), range },
    { name: MONITORING.groupInterval, labels, value: () => Number.parseInt(interval, 10), range },
    { name: MONITORING.ruleFailures, labels, value: inTrouble(scenario, 3), range },
    { name: MONITORING.missedIterations, labels, value: inTrouble(scenario, 1), range },
  ]
}

function notifications(scenario: Scenario): readonly SampledSeries[] {
  const range = recently(scenario)
  const sent = (integration: string, perSecond: number): SampledSeries => ({
    name: MONITORING.notificationsSent,
    labels: { ...MANAGER, integration },
    value: counted(scenario, 0, perSecond),
    range,
  })
  const failed = (reason: string, most: number): SampledSeries => ({
    name: MONITORING.notificationsFailed,
    labels: { ...MANAGER, integration: 'webhook', [MONITORING_LABELS.reason]: reason },
    value: inTrouble(scenario, most),
    range,
  })
  return [
    {
      name: MONITORING.alertsReceived,
      labels: { ...MANAGER, state: 'active' },
      value: bySegment(scenario, ({ kind }) => (kind === 'gap' ? 0 : 1)),
      range,
    },
    ...['a', 'b'].map(replica => ({
      name: MONITORING.notificationsDropped,
      labels: { ...SELF, alertmanager: replica },
      value: inTrouble(scenario, 2),
      range,
    })),
    sent('email', 0.003),
    sent('webhook', 0.004),
    failed('clientError', 2),
    failed('other', 1),
  ]
}
