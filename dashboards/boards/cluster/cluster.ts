import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import { selector } from '../../../lib/promql/write-selector.ts'
import { KUBE, KUBE_LABELS } from '../../catalogue/kubernetes.ts'
import { ANNOTATIONS } from '../../panels/annotations.ts'
import { board, type Row, type Variable } from '../../panels/board.ts'
import { linkTo } from '../../panels/link.ts'
import { countOr, increase, sumBy } from '../../panels/promql.ts'
import { query } from '../../panels/query.ts'
import { NONE_WANTED, NONE_WANTED_SOON } from '../../panels/standard-thresholds.ts'
import { stat } from '../../panels/stat.ts'
import { thresholds } from '../../panels/thresholds.ts'
import { UNITS } from '../../panels/units.ts'
import { commitments, memoryOfLimit, podPhases, restartsOverTime, throttling } from './cluster-pods.ts'
import { attempts, pending, unschedulable } from './cluster-scheduler.ts'
import { nodePanels } from './node-panels.ts'
import { NO_KUBE_STATE } from './not-scraped.ts'
import { oomKilled } from './pod-expressions.ts'

const RUNBOOK = 'docs/dashboards.md#cluster'

const CHOSEN = { namespace: ['=~', '$namespace'] } as const

const NAMESPACE: Variable = {
  name: 'namespace',
  label: 'Namespace',
  description: 'The namespaces whose pods are shown; all nodes are shown.',
  values: { metric: KUBE.podPhase, label: 'namespace' },
  isMulti: true,
}

const toApp = linkTo('app')
const toRelease = linkTo('release')

/** Nodes, pods and the scheduler. */
export function cluster(): Dashboard {
  return board({
    name: 'cluster',
    description: 'Nodes and pods: use, requests and limits, restarts, and pods that cannot be scheduled.',
    from: 'now-3h',
    refresh: '1m',
    variables: [NAMESPACE],
    annotations: ANNOTATIONS,
    links: ['home', 'app', 'release', 'watcher'],
    rows: rows(),
  })
}

function rows(): readonly Row[] {
  const nodes = nodePanels(RUNBOOK, toApp)
  return [
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
      title: 'Nodes',
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
      title: 'Pods',
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
      title: 'Scheduler',
      height: 7,
      panels: [
        [8, pending()],
        [8, attempts()],
        [8, unschedulable()],
      ],
    },
  ]
}

function nodesNotReady() {
  const ready = selector(KUBE.nodeCondition, { condition: 'Ready', status: 'true' })
  return stat({
    title: 'Nodes not ready',
    about: {
      what: 'Nodes that are not Ready.',
      how: `\`${KUBE.nodeCondition}\` whose condition Ready is not true.`,
      act: '`kubectl describe node`, then the k3s service’s log on that machine.',
      runbook: RUNBOOK,
    },
    unit: UNITS.count,
    noValue: NO_KUBE_STATE,
    thresholds: NONE_WANTED,
    words: [{ value: 0, text: 'all ready', tone: 'good' }],
    queries: [query(countOr(`${ready} == 0`, ready), 'not ready')],
    links: [toApp],
  })
}

function podsNotRunning() {
  const phase = selector(KUBE.podPhase, { ...CHOSEN, [KUBE_LABELS.phase]: ['=~', 'Pending|Failed|Unknown'] })
  return stat({
    title: 'Pods not running',
    about: {
      what: 'Pods that are Pending, Failed or Unknown.',
      how: `Sum of \`${KUBE.podPhase}\` of these phases.`,
      act: '`kubectl get pods` and `kubectl describe pod`: the last event has the reason.',
      runbook: RUNBOOK,
    },
    unit: UNITS.count,
    noValue: NO_KUBE_STATE,
    thresholds: NONE_WANTED_SOON,
    words: [{ value: 0, text: 'none', tone: 'good' }],
    queries: [query(`sum(${phase})`, 'not running')],
    links: [toRelease],
  })
}

function restarts() {
  return stat({
    title: 'Restarts, 1 h',
    about: {
      what: 'Container restarts in the last hour.',
      how: `Growth of \`${KUBE.restarts}\` over 1 h.`,
      act: 'Find the pod below; `kubectl logs --previous` has its last log lines.',
      runbook: RUNBOOK,
    },
    unit: UNITS.count,
    noValue: NO_KUBE_STATE,
    decimals: 0,
    thresholds: thresholds([0, 'good'], [0.5, 'warn'], [5, 'bad']),
    words: [{ value: 0, text: 'none', tone: 'good' }],
    queries: [query(sumBy([], increase(KUBE.restarts, CHOSEN, '1h')), 'restarts')],
    links: [toRelease],
  })
}

function oomKills() {
  return stat({
    title: 'OOM kills, 1 h',
    about: {
      what: 'Containers that were OOM-killed in the last hour.',
      how: 'Containers whose last termination reason is OOMKilled, with a restart within the hour.',
      act: 'Raise the limit or lower the heap: Node’s heap limit must stay under 70 % of the container’s.',
      runbook: RUNBOOK,
    },
    unit: UNITS.count,
    noValue: NO_KUBE_STATE,
    thresholds: NONE_WANTED,
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
      what: 'Desired replicas of deployments that are not ready.',
      how: `\`${KUBE.wantedReplicas}\` − \`${KUBE.readyReplicas}\`.`,
      act: 'Normal during a rollout; if it stays, see Release.',
      runbook: RUNBOOK,
    },
    unit: UNITS.count,
    noValue: NO_KUBE_STATE,
    thresholds: NONE_WANTED_SOON,
    words: [{ value: 0, text: 'none', tone: 'good' }],
    queries: [query(`${wanted} - ${sumBy([], selector(KUBE.readyReplicas, CHOSEN))}`, 'missing')],
    links: [toRelease],
  })
}
