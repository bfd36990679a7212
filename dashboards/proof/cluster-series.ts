import type { SampledSeries } from '../../slo/timeline/sampled-series.ts'
import { KUBE, KUBE_LABELS } from '../catalogue/kubernetes.ts'
import { NODE } from '../catalogue/node-exporter.ts'
import { around, bySegment, counted, recently, type Scenario } from './scenario.ts'

const GIB = 1024 ** 3
const MIB = 1024 ** 2
const NODES = ['control-plane', 'worker', 'edge'] as const

/** The pods of the example cluster: where, how many bytes of which limit, and how many cores. */
const PODS = [
  { namespace: 'leadline', pod: 'web-0', container: 'web', usedBytes: 92 * MIB, limitBytes: 192 * MIB, cores: 0.11 },
  { namespace: 'leadline', pod: 'web-1', container: 'web', usedBytes: 94 * MIB, limitBytes: 192 * MIB, cores: 0.11 },
  {
    namespace: 'leadline',
    pod: 'prober-0',
    container: 'prober',
    usedBytes: 61 * MIB,
    limitBytes: 128 * MIB,
    cores: 0.06,
  },
  {
    namespace: 'monitoring',
    pod: 'prometheus-0',
    container: 'prometheus',
    usedBytes: 410 * MIB,
    limitBytes: GIB,
    cores: 0.14,
  },
  {
    namespace: 'monitoring',
    pod: 'alertmanager-0',
    container: 'alertmanager',
    usedBytes: 34 * MIB,
    limitBytes: 128 * MIB,
    cores: 0.01,
  },
  {
    namespace: 'kube-system',
    pod: 'traefik-0',
    container: 'traefik',
    usedBytes: 70 * MIB,
    limitBytes: 256 * MIB,
    cores: 0.05,
  },
] as const

/** What node exporter, kube-state-metrics, cAdvisor and the scheduler would have exposed. */
export function clusterSeries(scenario: Scenario): readonly SampledSeries[] {
  return [
    ...NODES.flatMap((node, index) => nodeSeries(scenario, node, index)),
    ...PODS.flatMap(pod => podSeries(scenario, pod)),
    ...deployments(scenario),
    ...scheduler(scenario),
  ]
}

const RAM_DISK = { device: 'tmpfs', fstype: 'tmpfs', mountpoint: '/' }

function nodeSeries(scenario: Scenario, node: string, index: number): SampledSeries[] {
  const range = recently(scenario)
  const labels = { job: 'node', instance: node }
  const isSilent = (moment: number) => node === 'edge' && moment > scenario.silentAt
  const gauge = (name: string, value: (moment: number) => number, more = {}): SampledSeries => ({
    name,
    labels: { ...labels, ...more },
    value: moment => (isSilent(moment) ? undefined : value(moment)),
    range,
  })
  const disk = { device: '/dev/sda1', fstype: 'ext4', mountpoint: '/' }
  return [
    gauge(NODE.cpuSeconds, counted(scenario, 0.72 - index * 0.06, 0.31), { cpu: '0', mode: 'idle' }),
    gauge(NODE.cpuSeconds, counted(scenario, 0.2 + index * 0.05, 0.6), { cpu: '0', mode: 'user' }),
    gauge(NODE.cpuSeconds, counted(scenario, 0.66 - index * 0.04, 0.5), { cpu: '1', mode: 'idle' }),
    gauge(NODE.cpuPressure, counted(scenario, 0.02, 0.19)),
    gauge(NODE.memoryPressure, counted(scenario, 0.001, 0.04)),
    gauge(NODE.diskPressure, counted(scenario, 0.006)),
    gauge(NODE.memoryTotal, () => 4 * GIB),
    gauge(NODE.memoryAvailable, around((2.1 - index * 0.3) * GIB, 0.1 * GIB, index)),
    gauge(NODE.diskSize, () => 40 * GIB, disk),
    gauge(NODE.diskAvailable, around((24 - index * 4) * GIB, 0.2 * GIB, index), disk),
    gauge(NODE.received, counted(scenario, 180_000 - index * 30_000), { device: 'eth0' }),
    gauge(NODE.sent, counted(scenario, 410_000 - index * 90_000), { device: 'eth0' }),
    gauge(NODE.sent, counted(scenario, 5000), { device: 'eth1' }),
    gauge(NODE.received, counted(scenario, 7000), { device: 'eth1' }),
    // What must not be counted: what goes round inside the machine, and disks that are memory.
    gauge(NODE.received, counted(scenario, 9_000_000), { device: 'lo' }),
    gauge(NODE.sent, counted(scenario, 9_000_000), { device: 'lo' }),
    gauge(NODE.diskSize, () => GIB, RAM_DISK),
    gauge(NODE.diskAvailable, () => 0.01 * GIB, RAM_DISK),
    {
      name: KUBE.nodeCondition,
      labels: { job: 'kube-state-metrics', instance: 'ksm', node, condition: 'Ready', status: 'true' },
      value: bySegment(scenario, ({ kind }) => (node === 'edge' && kind === 'gap' ? 0 : 1)),
      range,
    },
    {
      name: KUBE.nodeCondition,
      labels: { job: 'kube-state-metrics', instance: 'ksm', node, condition: 'DiskPressure', status: 'true' },
      value: () => 0,
      range,
    },
  ]
}

function podSeries(scenario: Scenario, of: (typeof PODS)[number]): SampledSeries[] {
  const range = recently(scenario)
  const place = { namespace: of.namespace, pod: of.pod }
  const state = { job: 'kube-state-metrics', instance: 'ksm', ...place }
  const box = { ...state, container: of.container }
  const measured = { job: 'kubelet', instance: 'worker', ...place, container: of.container }
  const isSick = of.pod === 'web-1'
  const kills = (moment: number) => (isSick ? Math.max(0, Math.floor((moment - scenario.brokenAt) / 300) + 1) : 0)
  const phases = ['Running', 'Pending', 'Failed', 'Unknown', 'Succeeded']
  const series = (
    name: string,
    labels: Readonly<Record<string, string>>,
    value: (moment: number) => number | undefined,
  ): SampledSeries => ({
    name,
    labels,
    value,
    range,
  })
  return [
    ...phases.map(phase =>
      series(KUBE.podPhase, { ...state, [KUBE_LABELS.phase]: phase }, moment =>
        Number(phase === phaseOf(of, scenario, moment)),
      ),
    ),
    series(KUBE.podUnschedulable, state, moment => Number(phaseOf(of, scenario, moment) === 'Pending')),
    // cAdvisor also exports the sum of a pod's containers, without a container's name.
    series(KUBE.memoryUsage, { ...measured, container: '' }, () => of.usedBytes),
    series(KUBE.cpuUsage, { ...measured, container: '', cpu: 'total' }, counted(scenario, of.cores)),
    series(KUBE.periods, { ...measured, container: '' }, counted(scenario, 10)),
    series(KUBE.throttledPeriods, { ...measured, container: '' }, counted(scenario, 5)),
    series(KUBE.restarts, box, kills),
    series(KUBE.lastTerminatedReason, { ...box, [KUBE_LABELS.reason]: 'OOMKilled' }, moment =>
      kills(moment) > 0 ? 1 : undefined,
    ),
    series(KUBE.requests, { ...box, resource: 'cpu', unit: 'core' }, () => 0.1),
    series(KUBE.limits, { ...box, resource: 'cpu', unit: 'core' }, () => 0.5),
    series(KUBE.requests, { ...box, resource: 'memory', unit: 'byte' }, () => of.limitBytes / 2),
    series(KUBE.limits, { ...box, resource: 'memory', unit: 'byte' }, () => of.limitBytes),
    series(KUBE.memoryUsage, measured, moment =>
      isSick && moment > scenario.brokenAt
        ? of.limitBytes * (0.55 + (0.44 * ((moment - scenario.brokenAt) % 300)) / 300)
        : around(of.usedBytes, 4 * MIB)(moment),
    ),
    series(KUBE.cpuUsage, { ...measured, cpu: 'total' }, counted(scenario, of.cores, isSick ? 0.48 : of.cores)),
    series(KUBE.periods, measured, counted(scenario, 10)),
    series(KUBE.throttledPeriods, measured, counted(scenario, 0.1, isSick ? 6.5 : 0.1)),
  ]
}

/** Where a node is gone, some of the pods on it wait for another, and one has failed. */
function phaseOf(of: (typeof PODS)[number], scenario: Scenario, moment: number): string {
  if (moment <= scenario.silentAt) return 'Running'
  if (of.pod === 'web-1' || of.pod === 'prober-0') return 'Pending'
  return of.pod === 'traefik-0' ? 'Failed' : 'Running'
}

function deployments(scenario: Scenario): SampledSeries[] {
  const range = recently(scenario)
  const labels = { job: 'kube-state-metrics', instance: 'ksm', namespace: 'leadline' }
  const quota = { ...labels, resourcequota: 'leadline', resource: 'requests.memory' }
  return [
    { name: KUBE.wantedReplicas, labels: { ...labels, deployment: 'web' }, value: () => 2, range },
    {
      name: KUBE.readyReplicas,
      labels: { ...labels, deployment: 'web' },
      value: bySegment(scenario, ({ badRatio }) => (badRatio > 0 ? 1 : 2)),
      range,
    },
    { name: KUBE.wantedReplicas, labels: { ...labels, deployment: 'prober' }, value: () => 1, range },
    { name: KUBE.readyReplicas, labels: { ...labels, deployment: 'prober' }, value: () => 1, range },
    {
      name: KUBE.wantedReplicas,
      labels: { ...labels, namespace: 'kube-system', deployment: 'dns' },
      value: () => 2,
      range,
    },
    {
      name: KUBE.readyReplicas,
      labels: { ...labels, namespace: 'kube-system', deployment: 'dns' },
      value: () => 2,
      range,
    },
    { name: KUBE.quota, labels: { ...quota, type: 'hard' }, value: () => 512 * MIB, range },
    { name: KUBE.quota, labels: { ...quota, type: 'used' }, value: () => 256 * MIB, range },
  ]
}

/** Attempts that fail once a node is gone. */
function refused(scenario: Scenario, perSecond: number): (moment: number) => number {
  return moment => perSecond * Math.max(0, moment - scenario.silentAt)
}

function scheduler(scenario: Scenario): SampledSeries[] {
  const range = recently(scenario)
  const labels = { job: 'kubelet', instance: 'control-plane' }
  // Another profile schedules nothing but batch work.
  const batch = { ...labels, profile: 'batch', result: 'scheduled' }
  return [
    { name: KUBE.scheduleAttempts, labels: batch, value: counted(scenario, 0.001), range },
    ...['active', 'backoff', 'unschedulable', 'gated'].map(queue => ({
      name: KUBE.pendingPods,
      labels: { ...labels, queue },
      value: bySegment(scenario, ({ kind }) => (queue === 'unschedulable' && kind === 'gap' ? 2 : 0)),
      range,
    })),
    ...(['scheduled', 'unschedulable', 'error'] as const).map((result, index) => ({
      name: KUBE.scheduleAttempts,
      labels: { ...labels, result, profile: 'default-scheduler' },
      value: index === 0 ? counted(scenario, 0.002, 0.02) : refused(scenario, 0.05 / index),
      range,
    })),
  ]
}
