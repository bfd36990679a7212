import { by } from '../../lib/promql/write-grouping.ts'
import { type Matchers, selector } from '../../lib/promql/write-selector.ts'
import { LABELS as PROBER_LABELS } from '../../services/prober/contract/labels.ts'
import { COUNTED, METRICS as PROBER } from '../../services/prober/contract/names.ts'
import { OF_WEB_APP } from '../../services/web/contract/jobs.ts'
import { METRICS as WEB } from '../../services/web/contract/names.ts'
import { KUBE } from '../catalogue/kubernetes.ts'
import { NODE } from '../catalogue/node-exporter.ts'
import { TRAEFIK, TRAEFIK_LABELS } from '../catalogue/traefik.ts'
import { quantile } from '../panels/promql.ts'

/** One thing that an owner watches, and the query that shows it in any Prometheus of ours. */
export interface Watched {
  readonly group: 'Nodes and machines' | 'Pods' | 'Requests'
  readonly what: string
  readonly query: string
}

/** A fixed range: outside of Grafana its `$__rate_interval` is unknown. Four scrapes of the slowest fit in twice over. */
const RANGE = '5m'
/** Traefik names what it sends to by namespace, Service and port; Grafana behind the same Traefik is not the app. */
const OF_APP = { [TRAEFIK_LABELS.service]: ['=~', 'leadline-app-.+'] } as const satisfies Matchers
const INGRESS = { [PROBER_LABELS.path]: 'ingress', [PROBER_LABELS.budget]: COUNTED } as const satisfies Matchers
const OUTWARD = { device: ['!~', 'lo|veth.*|cni.*|flannel.*|docker.*|br-.*'] } as const satisfies Matchers
const ROOT_DISK = { fstype: ['!~', 'tmpfs|overlay|squashfs|ramfs'], mountpoint: '/' } as const satisfies Matchers

const sum = (labels: readonly string[], expr: string): string =>
  labels.length === 0 ? `sum(${expr})` : `sum ${by(...labels)} (${expr})`
const rate = (name: string, matchers: Matchers = {}): string => `rate(${selector(name, matchers)}[${RANGE}])`
const codes = (pattern: string, matchers: Matchers = {}): Matchers => ({
  ...matchers,
  [TRAEFIK_LABELS.code]: ['=~', pattern],
})
const p95 = (histogram: string, matchers: Matchers = {}): string =>
  quantile(0.95, histogram, matchers).replace('$__rate_interval', RANGE)

const NODES: Readonly<Record<string, string>> = {
  'CPU: the busy ratio': `1 - avg ${by('instance')} (${rate(NODE.cpuSeconds, { mode: 'idle' })})`,
  'CPU: the ratio of time in which a task waits for a core': rate(NODE.cpuPressure),
  'RAM: the used ratio': `1 - ${NODE.memoryAvailable} / ${NODE.memoryTotal}`,
  'Disk: the used ratio of the root file system': `1 - ${selector(NODE.diskAvailable, ROOT_DISK)} / ${selector(NODE.diskSize, ROOT_DISK)}`,
  'Disk: the ratio of time in which a task waits for it': rate(NODE.diskPressure),
  'Network: bytes received per second': sum(['instance'], rate(NODE.received, OUTWARD)),
  'Network: bytes sent per second': sum(['instance'], rate(NODE.sent, OUTWARD)),
}

const PODS: Readonly<Record<string, string>> = {
  'Pod state: pods by namespace and phase': sum(['namespace', 'phase'], KUBE.podPhase),
  'Pod state: replicas that are missing': `${KUBE.wantedReplicas} - ${KUBE.readyReplicas}`,
  'Restarts within an hour': `${sum(['namespace', 'pod', 'container'], `increase(${KUBE.restarts}[1h])`)}`,
  'CPU by namespace': sum(['namespace'], rate(KUBE.cpuUsage, { container: ['!=', ''] })),
  'Memory by namespace': sum(['namespace'], selector(KUBE.memoryUsage, { container: ['!=', ''] })),
  'What pods ask for, by namespace': sum(['namespace', 'resource'], KUBE.requests),
  'Scheduler events: attempts by result': sum(['result'], rate(KUBE.scheduleAttempts)),
  'Scheduler events: pods that wait, by queue': `max ${by('queue')} (${KUBE.pendingPods})`,
  'Scheduler events: pods that fit on no node (FailedScheduling)': sum(['namespace'], KUBE.podUnschedulable),
}

const REQUESTS: Readonly<Record<string, string>> = {
  'HTTP 4xx per second, as the app counts them': sum([], rate(WEB.requests, codes('4..', OF_WEB_APP))),
  'HTTP 5xx per second, as the app counts them': sum([], rate(WEB.requests, codes('5..', OF_WEB_APP))),
  'HTTP 4xx per second, as the ingress counts those to the app': sum([], rate(TRAEFIK.requests, codes('4..', OF_APP))),
  'HTTP 5xx per second, as the ingress counts those to the app': sum([], rate(TRAEFIK.requests, codes('5..', OF_APP))),
  'Latency: the 95th percentile in the app': p95(WEB.duration, OF_WEB_APP),
  'Latency: the 95th percentile at the ingress, to the app': p95(TRAEFIK.duration, OF_APP),
  'Ingress availability, as probes see it': `1 - ${sum([], rate(PROBER.failures, INGRESS))} / ${sum([], rate(PROBER.probes, INGRESS))}`,
}

/** All that is watched, in the order of the document. */
export const WATCHED: readonly Watched[] = [
  ...rows('Nodes and machines', NODES),
  ...rows('Pods', PODS),
  ...rows('Requests', REQUESTS),
]

function rows(group: Watched['group'], queries: Readonly<Record<string, string>>): readonly Watched[] {
  return Object.entries(queries).map(([what, query]) => ({ group, what, query }))
}
