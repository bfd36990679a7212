import { selector } from '../../../lib/promql/write-selector.ts'
import { KUBE } from '../../catalogue/kubernetes.ts'
import { linkTo } from '../../panels/link.ts'
import { increase, sumBy } from '../../panels/promql.ts'
import { query } from '../../panels/query.ts'
import { thresholds } from '../../panels/thresholds.ts'
import { timeSeries } from '../../panels/time-series.ts'
import { UNITS } from '../../panels/units.ts'

const RUNBOOK = 'docs/dashboards.md#cluster'
const CHOSEN = { namespace: ['=~', '$namespace'] } as const

const toRelease = linkTo('release')

/** The panel “Pods waiting for a node”. */
export function pending() {
  return timeSeries({
    title: 'Pods waiting for a node',
    about: {
      what: 'Pods in the scheduler’s queues.',
      how: `\`${KUBE.pendingPods}\` by queue.`,
      act: '“unschedulable” that stays: no node has enough free resources, or none matches the pod’s constraints.',
      runbook: RUNBOOK,
    },
    unit: UNITS.count,
    thresholds: thresholds([1, 'warn']),
    series: ['active', 'backoff', 'gated'],
    toned: { unschedulable: 'warn' },
    queries: [query(`max by (queue) (${KUBE.pendingPods})`, '{{queue}}')],
    links: [toRelease],
  })
}

/** The panel “Scheduling attempts”. */
export function attempts() {
  return timeSeries({
    title: 'Scheduling attempts',
    about: {
      what: 'Attempts of the scheduler to place a pod, by result.',
      how: `Growth of \`${KUBE.scheduleAttempts}\` in each interval.`,
      act: 'Errors are internal to the scheduler; “unschedulable” means that no node fits.',
      runbook: RUNBOOK,
    },
    unit: UNITS.count,
    stacked: 'bars',
    series: ['scheduled'],
    toned: { unschedulable: 'warn', error: 'bad' },
    queries: [query(sumBy(['result'], increase(KUBE.scheduleAttempts)), '{{result}}')],
    links: [toRelease],
  })
}

/** The panel “FailedScheduling”. */
export function unschedulable() {
  return timeSeries({
    title: 'FailedScheduling',
    about: {
      what: 'Pods that cannot be scheduled, by namespace: `kubectl` shows FailedScheduling events for them.',
      how: `Sum of \`${KUBE.podUnschedulable}\`.`,
      act: '`kubectl describe pod` lists what each node lacks.',
      runbook: RUNBOOK,
    },
    unit: UNITS.count,
    thresholds: thresholds([1, 'bad']),
    queries: [query(sumBy(['namespace'], selector(KUBE.podUnschedulable, CHOSEN)), '{{namespace}}')],
    links: [toRelease],
  })
}
