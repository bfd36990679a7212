import { KUBE_STATE_LABELS as LABELS } from '../../contract/labels.ts'
import { EXPIRY_TEXT } from './expiry-text.ts'
import type { AlertGroup } from './project-alert.ts'

/** File systems that lie on no disk. */
const ON_DISK = 'fstype!~"tmpfs|ramfs|overlay|squashfs|iso9660|fuse.*"'
const FREE = `node_filesystem_avail_bytes{${ON_DISK}} / node_filesystem_size_bytes{${ON_DISK}}`
const DISK = '{{ $labels.mountpoint }} on {{ $labels.instance }}'
const VOLUME = 'The volume {{ $labels.namespace }}/{{ $labels.persistentvolumeclaim }}'
const VOLUME_FREE = 'kubelet_volume_stats_available_bytes / kubelet_volume_stats_capacity_bytes'

/** A certificate of k3s is renewed by a restart in the last 90 days before its end. */
const K3S_DAYS = 30

/** What goes wrong with nodes, with the machines beside them, and with the cluster as a whole. */
export const NODE_ALERTS: AlertGroup = {
  name: 'nodes',
  service: 'cluster',
  board: 'cluster',
  alerts: [
    {
      name: 'KubeNodeNotReady',
      severity: 'ticket',
      expr: 'kube_node_status_condition{condition="Ready",status="true"} == 0',
      for: '2m',
      title: 'The node {{ $labels.node }} is not ready',
      summary: 'Its pods are started elsewhere, as far as there is room; those with a volume on it wait for it.',
      runbook: 'node-not-ready',
    },
    {
      name: 'KubeNodePressure',
      severity: 'ticket',
      expr: 'kube_node_status_condition{condition=~"MemoryPressure|DiskPressure|PIDPressure",status="true"} == 1',
      for: '5m',
      title: 'The node {{ $labels.node }} has {{ $labels.condition }}',
      summary: 'It takes no new pods, and evicts some of those that it has.',
      runbook: 'node-not-ready',
    },
    {
      name: 'KubeAPIDown',
      severity: 'ticket',
      expr: 'max(max_over_time(up{job="apiserver"}[1h])) == 1 unless on () max(up{job="apiserver"}) == 1',
      for: '5m',
      title: 'The API server of the cluster does not answer',
      summary: 'What runs goes on, but nothing is started, moved or deployed.',
      runbook: 'kube-api-down',
    },
    {
      name: 'K3sCertificateExpires',
      severity: 'ticket',
      expr: `min by (subject) (k3s_certificate_expiration_seconds) < ${K3S_DAYS} * 86400`,
      for: '10m',
      title: `A certificate of k3s ${EXPIRY_TEXT}`,
      summary: 'It is that of {{ $labels.subject }}. Without it the parts of the cluster refuse each other.',
      runbook: 'k3s-certificate-expires',
    },
    {
      name: 'KubePersistentVolumeAlmostFull',
      severity: 'ticket',
      expr: `${VOLUME_FREE} < 0.1`,
      for: '1m',
      title: `${VOLUME} has {{ $value | humanizePercentage }} of its space left`,
      summary: 'A program whose volume is full stops, or loses what it writes.',
      runbook: 'volume-fills-up',
    },
    {
      name: 'KubePersistentVolumeFillsUp',
      severity: 'ticket',
      expr: [
        `${VOLUME_FREE} < 0.25`,
        'and predict_linear(kubelet_volume_stats_available_bytes[6h], 4 * 86400) < 0',
      ].join('\n'),
      for: '1h',
      title: `${VOLUME} will be full within four days`,
      summary: '{{ $value | humanizePercentage }} of its space is left.',
      runbook: 'volume-fills-up',
    },
    {
      name: 'KubeMemoryOvercommit',
      severity: 'info',
      expr: [
        `sum(kube_pod_container_resource_requests{resource="memory"} and on (namespace, pod) kube_pod_status_phase{${LABELS.phase}="Running"} == 1)`,
        '> sum(kube_node_status_allocatable{resource="memory"}) - max(kube_node_status_allocatable{resource="memory"})',
        'and on () count(kube_node_status_allocatable{resource="memory"}) > 1',
      ].join('\n'),
      for: '30m',
      title: 'Without its largest node the cluster has no room for all pods',
      summary:
        'They request {{ $value | humanize1024 }}B together: when that node is lost, some wait until it is back.',
      runbook: 'cluster-capacity',
    },
    {
      name: 'KubeQuotaFullyUsed',
      severity: 'info',
      expr: 'kube_resourcequota{type="used"} / ignoring (type) (kube_resourcequota{type="hard"} > 0) >= 1',
      for: '15m',
      title: 'The quota of {{ $labels.namespace }} for {{ $labels.resource }} is used up',
      summary: 'No further pod of the namespace is admitted that asks for it: a rollout would wait.',
      runbook: 'cluster-capacity',
    },
    {
      name: 'NodeDiskAlmostFull',
      severity: 'ticket',
      expr: `${FREE} < 0.15`,
      for: '5m',
      title: `${DISK} has {{ $value | humanizePercentage }} of its space left`,
      summary: 'Below 10 % the kubelet evicts pods, and logs and databases cannot write when it is full.',
      runbook: 'node-disk',
    },
    {
      name: 'NodeDiskFillsUp',
      severity: 'ticket',
      expr: `${FREE} < 0.4\nand predict_linear(node_filesystem_avail_bytes{${ON_DISK}}[6h], 86400) < 0`,
      for: '1h',
      title: `${DISK} will be full within a day`,
      summary: '{{ $value | humanizePercentage }} of its space is left.',
      runbook: 'node-disk',
    },
    {
      name: 'NodeDiskSaturated',
      severity: 'ticket',
      expr: 'rate(node_disk_io_time_weighted_seconds_total[5m]) > 10',
      for: '30m',
      title: 'The disk {{ $labels.device }} of {{ $labels.instance }} is overloaded',
      summary: '{{ $value | printf "%.0f" }} requests wait for it at a time, so everything that writes is slow.',
      runbook: 'node-disk',
    },
    {
      name: 'NodeMemoryHigh',
      severity: 'ticket',
      expr: '1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes > 0.9',
      for: '15m',
      title: '{{ $labels.instance }} uses {{ $value | humanizePercentage }} of its memory',
      summary: 'When there is none left, the kernel ends some process of that machine.',
      runbook: 'node-memory',
    },
    {
      name: 'NodeClockNotSynchronised',
      severity: 'ticket',
      expr: 'min_over_time(node_timex_sync_status[5m]) == 0 and node_timex_maxerror_seconds >= 16',
      for: '10m',
      title: 'The clock of {{ $labels.instance }} is not synchronised',
      summary: 'Times in logs and samples do not fit together, and certificates may look expired.',
      runbook: 'node-clock',
    },
    {
      name: 'NodeServiceFailed',
      severity: 'ticket',
      expr: 'node_systemd_unit_state{state="failed"} == 1',
      for: '5m',
      title: '{{ $labels.name }} has failed on {{ $labels.instance }}',
      summary: 'systemd does not start it again.',
      runbook: 'node-service-failed',
    },
  ],
}
