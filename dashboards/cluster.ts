import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import { selector } from '../lib/promql.ts'
import { KUBE } from './catalogue/kubernetes.ts'
import { MARKS } from './marks.ts'
import { nodePanels } from './node-panels.ts'
import { board, type Variable } from './panels/board.ts'
import { NONE_WANTED, NONE_WANTED_SOON, USED } from './panels/judgements.ts'
import { linkTo } from './panels/link.ts'
import { countOr, increase, rate, ratio, sumBy } from './panels/promql.ts'
import { query } from './panels/query.ts'
import { stat } from './panels/stat.ts'
import { table } from './panels/table.ts'
import { timeSeries } from './panels/time-series.ts'
import { UNITS } from './panels/units.ts'

const RUNBOOK = 'docs/dashboards.md#cluster'
const CHOSEN = { namespace: ['=~', '$namespace'] } as const
/** The pause container and the pod's own sum carry no container name. */
const CONTAINERS = { ...CHOSEN, container: ['!=', ''] } as const

const NAMESPACE: Variable = {
  name: 'namespace',
  label: 'Namespace',
  description: 'The namespaces whose pods are shown; nodes are shown all.',
  values: { metric: KUBE.podPhase, label: 'namespace' },
  isMulti: true,
}

const toApp = linkTo('app')
const toRelease = linkTo('release')

/** The nodes, the pods on them, and the scheduler between. */
export function cluster(): Dashboard {
  const nodes = nodePanels(RUNBOOK, toApp)
  return board({
    name: 'cluster',
    description: 'Nodes and pods: what is used, what is promised, what restarts, what cannot be scheduled.',
    from: 'now-3h',
    refresh: '1m',
    variables: [NAMESPACE],
    marks: MARKS,
    onward: ['home', 'app', 'release', 'watcher'],
    shelves: [
      {
        height: 4,
        panels: [
          [5, nodesNotReady()],
          [5, podsNotRunning()],
          [4, restarts()],
          [4, oomKills()],
          [6, missingReplicas()],
        ],
      },
      {
        heading: 'Nodes',
        height: 7,
        panels: [
          [12, nodes.cpu],
          [12, nodes.memory],
        ],
      },
      {
        height: 7,
        panels: [
          [12, nodes.disk],
          [12, nodes.network],
        ],
      },
      {
        heading: 'Pods',
        height: 8,
        panels: [
          [8, podPhases()],
          [8, restartsOverTime()],
          [8, memoryOfLimit()],
        ],
      },
      {
        height: 8,
        panels: [
          [8, throttling()],
          [16, commitments()],
        ],
      },
      {
        heading: 'Scheduler',
        height: 7,
        panels: [
          [8, pending()],
          [8, attempts()],
          [8, unschedulable()],
        ],
      },
    ],
  })
}

function nodesNotReady() {
  const ready = selector(KUBE.nodeCondition, { condition: 'Ready', status: 'true' })
  return stat({
    title: 'Nodes not ready',
    about: {
      what: 'Nodes that the control plane cannot use.',
      how: `\`${KUBE.nodeCondition}\` Ready that is not true.`,
      act: '`kubectl describe node`, then the k3s service’s log on that machine.',
      runbook: RUNBOOK,
    },
    unit: UNITS.count,
    judged: NONE_WANTED,
    words: [{ value: 0, text: 'all ready', tone: 'good' }],
    queries: [query(countOr(`${ready} == 0`, ready), 'not ready')],
    links: [toApp],
  })
}

function podsNotRunning() {
  const phase = selector(KUBE.podPhase, { ...CHOSEN, phase: ['=~', 'Pending|Failed|Unknown'] })
  return stat({
    title: 'Pods not running',
    about: {
      what: 'Pods that wait, have failed, or that nobody knows of.',
      how: `\`${KUBE.podPhase}\` Pending, Failed or Unknown.`,
      act: '`kubectl get pods` and `kubectl describe pod`: the last event says why.',
      runbook: RUNBOOK,
    },
    unit: UNITS.count,
    judged: NONE_WANTED_SOON,
    words: [{ value: 0, text: 'none', tone: 'good' }],
    queries: [query(`sum(${phase})`, 'not running')],
    links: [toRelease],
  })
}

function restarts() {
  return stat({
    title: 'Restarts, 1 h',
    about: {
      what: 'How often containers were started again in the last hour.',
      how: `Growth of \`${KUBE.restarts}\` over 1 h.`,
      act: 'Find the pod below; `kubectl logs --previous` tells its last words.',
      runbook: RUNBOOK,
    },
    unit: UNITS.count,
    decimals: 0,
    judged: [
      { from: 0, tone: 'good' },
      { from: 0.5, tone: 'warn' },
      { from: 5, tone: 'bad' },
    ],
    words: [{ value: 0, text: 'none', tone: 'good' }],
    queries: [query(sumBy([], increase(KUBE.restarts, CHOSEN, '1h')), 'restarts')],
    links: [toRelease],
  })
}

/** Containers whose last end was an OOM kill, to be joined with what they did since. */
function lastKilled(): string {
  const reason = selector(KUBE.lastTerminatedReason, { ...CHOSEN, reason: 'OOMKilled' })
  return `on (namespace, pod, container) (${reason} == 1)`
}

/** The reason is kept for ever; only with a fresh restart is it news. */
function oomKilled(): string {
  return `(${increase(KUBE.restarts, CHOSEN, '1h')} > 0) and ${lastKilled()}`
}

function oomKills() {
  return stat({
    title: 'OOM kills, 1 h',
    about: {
      what: 'Containers that the kernel killed for want of memory in the last hour.',
      how: 'Last termination was OOMKilled, and there was a restart within the hour.',
      act: 'Raise the limit or lower the heap: Node’s heap limit must stay under 70 % of the container’s.',
      runbook: RUNBOOK,
    },
    unit: UNITS.count,
    judged: NONE_WANTED,
    words: [{ value: 0, text: 'none', tone: 'good' }],
    queries: [query(countOr(oomKilled(), selector(KUBE.restarts, CHOSEN)), 'OOM killed')],
    links: [toRelease],
  })
}

function missingReplicas() {
  const wanted = sumBy([], selector(KUBE.wantedReplicas, CHOSEN))
  return stat({
    title: 'Replicas missing',
    about: {
      what: 'Replicas that deployments want and do not have.',
      how: `\`${KUBE.wantedReplicas}\` less \`${KUBE.readyReplicas}\`.`,
      act: 'During a rollout it passes; if it stays, look at Release.',
      runbook: RUNBOOK,
    },
    unit: UNITS.count,
    judged: NONE_WANTED_SOON,
    words: [{ value: 0, text: 'none', tone: 'good' }],
    queries: [query(`${wanted} - ${sumBy([], selector(KUBE.readyReplicas, CHOSEN))}`, 'missing')],
    links: [toRelease],
  })
}

const PHASES = ['Running', 'Pending', 'Failed', 'Unknown', 'Succeeded'] as const

function podPhases() {
  return timeSeries({
    title: 'Pods by phase',
    about: {
      what: 'How many pods there are, and in which phase.',
      how: `Sum of \`${KUBE.podPhase}\`.`,
      act: 'A yellow band that stays is pods that cannot start: see the scheduler below.',
      runbook: RUNBOOK,
    },
    unit: UNITS.count,
    stacked: 'area',
    series: PHASES,
    toned: { Pending: 'warn', Failed: 'bad', Unknown: 'blind' },
    queries: PHASES.map(phase => query(sumBy([], selector(KUBE.podPhase, { ...CHOSEN, phase })), phase)),
    links: [toRelease],
  })
}

function restartsOverTime() {
  return timeSeries({
    title: 'Restarts and OOM kills',
    about: {
      what: 'Which pods restarted when, and which of them for want of memory.',
      how: `Growth of \`${KUBE.restarts}\` in each interval; OOM where the last termination says so.`,
      act: 'Restarts at even distances are a crash loop with back-off.',
      runbook: RUNBOOK,
    },
    unit: UNITS.count,
    stacked: 'bars',
    queries: [
      query(sumBy(['pod'], `${increase(KUBE.restarts, CHOSEN)} unless ${lastKilled()}`), '{{pod}}'),
      query(sumBy(['pod'], `${increase(KUBE.restarts, CHOSEN)} and ${lastKilled()}`), '{{pod}}, out of memory'),
    ],
    links: [toRelease],
  })
}

function memoryOfLimit() {
  const used = sumBy(['pod'], selector(KUBE.memoryUsage, CONTAINERS))
  const limit = sumBy(['pod'], selector(KUBE.limits, { ...CHOSEN, resource: 'memory' }))
  return timeSeries({
    title: 'Memory, of the limit',
    about: {
      what: 'How near each pod is to the limit at which it is killed.',
      how: `\`${KUBE.memoryUsage}\` ÷ its memory limit.`,
      act: 'Over 80 % and climbing: raise the limit before the kernel decides.',
      runbook: RUNBOOK,
    },
    unit: UNITS.ratio,
    judged: USED.slice(1),
    queries: [query(ratio(used, limit), '{{pod}}')],
    links: [toApp],
  })
}

function throttling() {
  const by = ['pod']
  return timeSeries({
    title: 'CPU throttling',
    about: {
      what: 'The part of scheduling periods in which a pod wanted CPU and was not given it.',
      how: `\`${KUBE.throttledPeriods}\` ÷ \`${KUBE.periods}\`.`,
      act: 'Throttling is latency: raise or remove the CPU limit.',
      runbook: RUNBOOK,
    },
    unit: UNITS.ratio,
    max: 1,
    judged: [
      { from: 0.1, tone: 'warn' },
      { from: 0.5, tone: 'bad' },
    ],
    queries: [
      query(
        ratio(sumBy(by, rate(KUBE.throttledPeriods, CONTAINERS)), sumBy(by, rate(KUBE.periods, CONTAINERS))),
        '{{pod}}',
      ),
    ],
    links: [toApp],
  })
}

function commitments() {
  const by = ['namespace']
  const of = (metric: string, resource: string) => sumBy(by, selector(metric, { ...CHOSEN, resource }))
  const used = (type: string) => sumBy(by, selector(KUBE.quota, { ...CHOSEN, resource: 'requests.memory', type }))
  return table({
    title: 'Requests, limits and quota by namespace',
    about: {
      what: 'What each namespace uses, has asked for and may use at most.',
      how: `Sums of \`${KUBE.requests}\`, \`${KUBE.limits}\` and \`${KUBE.quota}\`, beside the use that cAdvisor measures.`,
      act: 'Use far above requests starves the neighbours; a quota near 100 % refuses the next pod.',
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
        judged: USED,
      },
    ],
    noValue: '—',
    links: [toApp],
  })
}

function pending() {
  return timeSeries({
    title: 'Pods waiting for a node',
    about: {
      what: 'Pods in the scheduler’s queues.',
      how: `\`${KUBE.pendingPods}\` by queue.`,
      act: '“unschedulable” that stays: no node has room, or none fits the pod’s rules.',
      runbook: RUNBOOK,
    },
    unit: UNITS.count,
    judged: [{ from: 1, tone: 'warn' }],
    series: ['active', 'backoff', 'unschedulable', 'gated'],
    queries: [query(`max by (queue) (${KUBE.pendingPods})`, '{{queue}}')],
    links: [toRelease],
  })
}

function attempts() {
  return timeSeries({
    title: 'Scheduling attempts',
    about: {
      what: 'How often the scheduler tried to place a pod, and what came of it.',
      how: `Growth of \`${KUBE.scheduleAttempts}\` in each interval, by result.`,
      act: 'Errors are the scheduler’s own; “unschedulable” is want of room.',
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

function unschedulable() {
  return timeSeries({
    title: 'FailedScheduling',
    about: {
      what: 'Pods that cannot be placed, by namespace: what `kubectl` shows as FailedScheduling events.',
      how: `Sum of \`${KUBE.podUnschedulable}\`.`,
      act: '`kubectl describe pod` names what each node lacks.',
      runbook: RUNBOOK,
    },
    unit: UNITS.count,
    judged: [{ from: 1, tone: 'bad' }],
    queries: [query(sumBy(['namespace'], selector(KUBE.podUnschedulable, CHOSEN)), '{{namespace}}')],
    links: [toRelease],
  })
}
