import { own } from '../../lib/own.ts'
import { LABELS as PROBER } from '../../services/prober/contract/labels.ts'
import { BUDGETS, FAULT_DOMAINS, METRICS, PATHS, PHASES } from '../../services/prober/contract/names.ts'
import { LABELS as WEB } from '../../services/web/contract/labels.ts'
import { METRICS as WEB_METRICS } from '../../services/web/contract/names.ts'
import { LABELS as SLO } from '../../slo/core/names.ts'
import { KUBE, KUBE_LABELS } from './kubernetes.ts'
import { MONITORING } from './monitoring.ts'
import { NODE } from './node-exporter.ts'
import { TRAEFIK } from './traefik.ts'

/** The values of labels, by the label. */
type Values = Readonly<Record<string, readonly string[]>>

const CODES: Values = { [WEB.code]: ['200', '204', '302', '304', '400', '404', '429', '500', '502', '503', '504'] }
const RESOURCES: Values = { resource: ['cpu', 'memory'] }
const OF_PROBES: Values = {
  [PROBER.path]: PATHS,
  [PROBER.phase]: PHASES,
  [PROBER.domain]: FAULT_DOMAINS,
  [PROBER.budget]: BUDGETS,
}

/** The values that labels of a metric can have, where these are a closed set, and those that our questions are about. */
const OF_METRICS = new Map<string, Values>(
  Object.entries({
    [MONITORING.alerts]: { alertstate: ['firing'], [SLO.severity]: ['page', 'ticket'] },
    [MONITORING.alertsReceived]: { state: ['active'] },
    [NODE.cpuSeconds]: { mode: ['idle'] },
    [NODE.diskAvailable]: { mountpoint: ['/'] },
    [NODE.diskSize]: { mountpoint: ['/'] },
    [KUBE.podPhase]: { [KUBE_LABELS.phase]: ['Pending', 'Running', 'Succeeded', 'Failed', 'Unknown'] },
    [KUBE.nodeCondition]: { condition: ['Ready'], status: ['true'] },
    [KUBE.lastTerminatedReason]: { [KUBE_LABELS.reason]: ['OOMKilled'] },
    [KUBE.quota]: { type: ['used', 'hard'], resource: ['requests.memory', 'requests.cpu'] },
    [KUBE.requests]: RESOURCES,
    [KUBE.limits]: RESOURCES,
    [TRAEFIK.requests]: CODES,
    [WEB_METRICS.requests]: CODES,
    ...Object.fromEntries(Object.values(METRICS).map(name => [name, OF_PROBES])),
  }),
)

/** The values that a metric's label can have; undefined where they are not a closed set. */
export function valuesOf(metric: string, label: string): readonly string[] | undefined {
  return own(OF_METRICS.get(metric) ?? {}, label)
}

/** What a metric must be matched on, because some of its series count again what others count. */
export const COUNTED_AGAIN: ReadonlyMap<string, { readonly label: string; readonly why: string }> = new Map([
  ...again('container', 'the pause container and a pod’s own sum have no container', [
    KUBE.memoryUsage,
    KUBE.cpuUsage,
    KUBE.throttledPeriods,
    KUBE.periods,
  ]),
  ...again('device', 'bridges and the interfaces of pods carry the same bytes again', [NODE.received, NODE.sent]),
  ...again('mountpoint', 'one disk is mounted several times', [NODE.diskAvailable, NODE.diskSize]),
  ...again('mode', 'the modes of a core are parts of one whole', [NODE.cpuSeconds]),
])

function again(label: string, why: string, names: readonly string[]) {
  return names.map(name => [name, { label, why }] as const)
}
