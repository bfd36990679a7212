import { selector } from '../../../lib/promql/write-selector.ts'
import { KUBE, KUBE_LABELS } from '../../catalogue/kubernetes.ts'
import { linkTo } from '../../panels/link.ts'
import { increase, orNone, rate, ratio, sumBy } from '../../panels/promql.ts'
import { query } from '../../panels/query.ts'
import { USED } from '../../panels/standard-thresholds.ts'
import { table } from '../../panels/table.ts'
import { thresholds } from '../../panels/thresholds.ts'
import { timeSeries } from '../../panels/time-series.ts'
import { UNITS } from '../../panels/units.ts'
import { lastKilled } from './pod-expressions.ts'

const RUNBOOK = 'docs/dashboards.md#cluster'
const CHOSEN = { namespace: ['=~', '$namespace'] } as const
/** The pause container and the pod's own sum carry no container name. */
const CONTAINERS = { ...CHOSEN, container: ['!=', ''] } as const

const toApp = linkTo('app')
const toRelease = linkTo('release')

const PHASES = ['Running', 'Pending', 'Failed', 'Unknown', 'Succeeded'] as const

/** The panel “Pods by phase”. */
export function podPhases() {
  return timeSeries({
    title: 'Pods by phase',
    about: {
      what: 'Number of pods by phase.',
      how: `Sum of \`${KUBE.podPhase}\`.`,
      act: 'A yellow band that stays means pods that cannot start: see the scheduler below.',
      runbook: RUNBOOK,
    },
    unit: UNITS.count,
    stacked: 'area',
    series: PHASES,
    toned: { Pending: 'warn', Failed: 'bad', Unknown: 'blind' },
    queries: PHASES.map(phase =>
      query(sumBy([], selector(KUBE.podPhase, { ...CHOSEN, [KUBE_LABELS.phase]: phase })), phase),
    ),
    links: [toRelease],
  })
}

/** The panel “Restarts and OOM kills”. */
export function restartsOverTime() {
  const restarts = increase(KUBE.restarts, CHOSEN)
  return timeSeries({
    title: 'Restarts and OOM kills',
    about: {
      what: 'When pods restarted, and which of them were OOM-killed.',
      how: `Growth of \`${KUBE.restarts}\` in each interval; out of memory where the last termination reason is OOMKilled.`,
      act: 'Restarts of one pod again and again are a crash loop with back-off.',
      runbook: RUNBOOK,
    },
    unit: UNITS.count,
    stacked: 'bars',
    queries: [
      query(orNone(['pod'], sumBy(['pod'], `${restarts} unless ${lastKilled()}`), restarts), '{{pod}}'),
      query(`${sumBy(['pod'], `${restarts} and ${lastKilled()}`)} > 0`, '{{pod}}, out of memory'),
    ],
    links: [toRelease],
  })
}

/** The panel “Memory, of the limit”. */
export function memoryOfLimit() {
  const used = sumBy(['pod'], selector(KUBE.memoryUsage, CONTAINERS))
  const limit = sumBy(['pod'], selector(KUBE.limits, { ...CHOSEN, resource: 'memory' }))
  return timeSeries({
    title: 'Memory, of the limit',
    about: {
      what: 'Memory use of each pod as a ratio of its limit, at which it is OOM-killed.',
      how: `\`${KUBE.memoryUsage}\` ÷ its memory limit.`,
      act: 'Above 80 % and rising: raise the limit before the pod is OOM-killed.',
      runbook: RUNBOOK,
    },
    unit: UNITS.ratio,
    thresholds: USED.slice(1),
    queries: [query(ratio(used, limit), '{{pod}}')],
    links: [toApp],
  })
}

/** The panel “CPU throttling”. */
export function throttling() {
  const by = ['pod']
  return timeSeries({
    title: 'CPU throttling',
    about: {
      what: 'The ratio of scheduling periods in which a pod was throttled.',
      how: `\`${KUBE.throttledPeriods}\` ÷ \`${KUBE.periods}\`.`,
      act: 'Throttling is latency: raise or remove the CPU limit.',
      runbook: RUNBOOK,
    },
    unit: UNITS.ratio,
    max: 1,
    thresholds: thresholds([0.1, 'warn'], [0.5, 'bad']),
    queries: [
      query(
        ratio(sumBy(by, rate(KUBE.throttledPeriods, CONTAINERS)), sumBy(by, rate(KUBE.periods, CONTAINERS))),
        '{{pod}}',
      ),
    ],
    links: [toApp],
  })
}

/** The panel “Requests, limits and quota by namespace”. */
export function commitments() {
  const by = ['namespace']
  const of = (metric: string, resource: string) => sumBy(by, selector(metric, { ...CHOSEN, resource }))
  const used = (type: string) => sumBy(by, selector(KUBE.quota, { ...CHOSEN, resource: 'requests.memory', type }))
  return table({
    title: 'Requests, limits and quota by namespace',
    about: {
      what: 'CPU and memory that each namespace uses, requests, and may use at most.',
      how: `Sums of \`${KUBE.requests}\`, \`${KUBE.limits}\` and \`${KUBE.quota}\`, and the use that cAdvisor measures.`,
      act: 'Use far above requests starves other pods; a quota near 100 % rejects the next pod.',
      runbook: RUNBOOK,
    },
    labels: [{ label: 'namespace', title: 'Namespace' }],
    values: [
      { title: 'CPU used', expr: sumBy(by, rate(KUBE.cpuUsage, CONTAINERS)), unit: UNITS.cores, decimals: 2 },
      { title: 'CPU requested', expr: of(KUBE.requests, 'cpu'), unit: UNITS.cores, decimals: 2 },
      { title: 'CPU limit', expr: of(KUBE.limits, 'cpu'), unit: UNITS.cores, decimals: 2 },
      { title: 'Memory used', expr: sumBy(by, selector(KUBE.memoryUsage, CONTAINERS)), unit: UNITS.bytes },
      { title: 'Memory requested', expr: of(KUBE.requests, 'memory'), unit: UNITS.bytes },
      { title: 'Memory limit', expr: of(KUBE.limits, 'memory'), unit: UNITS.bytes },
      {
        title: 'Quota used',
        expr: ratio(used('used'), used('hard')),
        isOptional: true,
        unit: UNITS.ratio,
        thresholds: USED,
      },
    ],
    noValue: '—',
    links: [toApp],
  })
}
