import type { RuleGroup } from '../../slo/core/rule-group.ts'
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

/** What Prometheus and Alertmanager would have exposed about themselves. */
export function monitoringSeries(scenario: Scenario, { slos }: BoardContext): readonly FixtureSeries[] {
  const groups = slos.flatMap(rulesForSlo)
  return [
    ...SCRAPED.flatMap(([job, instance], index) => scrape(scenario, job, instance, index)),
    ...groups.flatMap((group, index) => ruleGroup(scenario, group, index)),
    ...notifications(scenario),
  ]
}

const SELF = { job: 'prometheus', instance: 'prometheus-0' }
const MANAGER = { job: 'alertmanager', instance: 'alertmanager-0' }

function isSilent(scenario: Scenario, instance: string, moment: number): boolean {
  return instance === 'edge' && moment > scenario.silentAt
}

/** Grows by one every five minutes, up to so many, once some of the monitoring is in trouble. */
function inTrouble(scenario: Scenario, most: number): (moment: number) => number {
  return moment => Math.min(most, Math.floor(Math.max(0, moment - scenario.silentAt) / 300))
}

function scrape(scenario: Scenario, job: string, instance: string, index: number): readonly FixtureSeries[] {
  const span = recently(scenario)
  const takes = around(0.012, 0.003, index)
  return [
    {
      name: MONITORING.up,
      labels: { job, instance },
      value: moment => (isSilent(scenario, instance, moment) ? 0 : 1),
      span,
    },
    {
      name: MONITORING.scrapeDuration,
      labels: { job, instance },
      value: moment => (isSilent(scenario, instance, moment) ? 4 : takes(moment)),
      span,
    },
  ]
}

function ruleGroup(scenario: Scenario, { name, interval = '15s' }: RuleGroup, index: number): readonly FixtureSeries[] {
  const span = recently(scenario)
  const labels = { ...SELF, rule_group: name }
  return [
    { name: MONITORING.groupDuration, labels, value: around(0.02 + index * 0.004, 0.004, index), span },
    { name: MONITORING.groupInterval, labels, value: () => Number.parseInt(interval, 10), span },
    { name: MONITORING.ruleFailures, labels, value: inTrouble(scenario, 3), span },
    { name: MONITORING.missedIterations, labels, value: inTrouble(scenario, 1), span },
  ]
}

function notifications(scenario: Scenario): readonly FixtureSeries[] {
  const span = recently(scenario)
  const sent = (integration: string, perSecond: number): FixtureSeries => ({
    name: MONITORING.notificationsSent,
    labels: { ...MANAGER, integration },
    value: counted(scenario, 0, perSecond),
    span,
  })
  const failed = (reason: string, most: number): FixtureSeries => ({
    name: MONITORING.notificationsFailed,
    labels: { ...MANAGER, integration: 'webhook', [MONITORING_LABELS.reason]: reason },
    value: inTrouble(scenario, most),
    span,
  })
  return [
    {
      name: MONITORING.alertsReceived,
      labels: { ...MANAGER, state: 'active' },
      value: moment => (moment > scenario.silentAt ? 0 : 1),
      span,
    },
    ...['a', 'b'].map(replica => ({
      name: MONITORING.notificationsDropped,
      labels: { ...SELF, alertmanager: replica },
      value: inTrouble(scenario, 2),
      span,
    })),
    sent('email', 0.003),
    sent('webhook', 0.004),
    failed('clientError', 2),
    failed('other', 1),
  ]
}
