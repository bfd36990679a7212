/** Series with their values in promtool's notation. */
export type Series = Readonly<Record<string, string>>

/** For an alert series that make it fire, and similar ones that do not. */
export interface AlertCase {
  readonly alert: string
  readonly what: string
  /** The time between two samples, 30 s where nothing is said. */
  readonly interval?: '30s' | '5m'
  readonly fires: Series
  /** The last moment at which it does not fire yet. */
  readonly not?: string
  /** The moment at which it must fire. */
  readonly from: string
  readonly silent: Series
}

const POD = 'namespace="leadline",pod="app-1"'
const CONTAINER = `${POD},container="app"`
const restarts = `kube_pod_container_status_restarts_total{${CONTAINER},uid="1"}`
const oom = `kube_pod_container_status_last_terminated_reason{${CONTAINER},uid="1",reason="OOMKilled"}`
const created = `kube_pod_created{${POD},uid="1"}`
const waiting = (reason: string) => `kube_pod_container_status_waiting_reason{${CONTAINER},uid="1",reason="${reason}"}`
const ofAnother = (series: string) => series.replace('app-1', 'app-2')
const used = `container_memory_working_set_bytes{${CONTAINER},id="/a",node="n1"}`
const limit = `kube_pod_container_resource_limits{${CONTAINER},resource="memory",unit="byte",uid="1"}`
const DEPLOYMENT = 'namespace="leadline",deployment="app"'
const condition = (name: string, status: string) =>
  `kube_node_status_condition{node="n1",condition="${name}",status="${status}"}`
const VOLUME = 'namespace="leadline-monitoring",persistentvolumeclaim="prometheus"'
const volume = (part: string) => `kubelet_volume_stats_${part}_bytes{${VOLUME}}`
const DISK = 'instance="edge",mountpoint="/",fstype="ext4",device="/dev/sda1"'
const disk = (part: string) => `node_filesystem_${part}_bytes{${DISK}}`
const quota = (type: string) =>
  `kube_resourcequota{namespace="leadline",resourcequota="q",resource="pods",type="${type}"}`
const allocatable = (node: string) => `kube_node_status_allocatable{node="${node}",resource="memory",unit="byte"}`
const requested = `kube_pod_container_resource_requests{${CONTAINER},node="n1",resource="memory",unit="byte"}`
const running = `kube_pod_status_phase{${POD},phase="Running"}`

const WORKLOADS: readonly AlertCase[] = [
  {
    alert: 'ContainerOOMKilled',
    what: 'a container that has run for long is killed, within a minute of the scrape that shows it',
    fires: { [restarts]: '0x40 1x40', [oom]: '_x41 1x39', [created]: '-9000x80' },
    not: '20m',
    from: '21m15s',
    // Killed long ago; restarted since for another reason, or not at all.
    silent: { [restarts]: '3x80', [oom]: '1x80', [created]: '-9000x80' },
  },
  {
    alert: 'ContainerOOMKilled',
    what: 'the first sample of a new pod is above 0 already',
    fires: { [restarts]: '_x20 2x60', [oom]: '_x20 1x60', [created]: '_x20 570x60' },
    not: '9m45s',
    from: '11m',
    // Prometheus, not the pod, is new.
    silent: { [restarts]: '_x20 2x60', [oom]: '_x20 1x60', [created]: '_x20 -9000x60' },
  },
  {
    alert: 'ContainerMemoryNearLimit',
    what: 'nine tenths of the limit for a minute',
    fires: { [used]: '50x20 95x40', [limit]: '100x60' },
    not: '10m',
    from: '11m45s',
    silent: { [used]: '85x60', [limit]: '100x60' },
  },
  {
    alert: 'ContainerMemoryGrows',
    what: 'it grows to its limit within the hour',
    fires: { [used]: '40+0.4x100', [limit]: '100x100' },
    not: '9m',
    from: '45m',
    // It stands high, and grows no more.
    silent: { [used]: '85x100', [limit]: '100x100' },
  },
  {
    alert: 'KubePodCrashLooping',
    what: 'five minutes after it first waited, though it runs in between',
    fires: { [waiting('CrashLoopBackOff')]: '_x20 1x3 _x2 1x3 _x2 1x3 _x2 1x3', [restarts]: '0x40' },
    not: '14m45s',
    from: '15m30s',
    // One pod was taken away soon after it began, another one waits for another reason.
    silent: {
      ...{ [waiting('CrashLoopBackOff')]: '_x20 1x3 stale _x20', [restarts]: '_x20 1x3 stale _x20' },
      ...{ [ofAnother(waiting('ContainerCreating'))]: '1x40', [ofAnother(restarts)]: '0x40' },
    },
  },
  {
    alert: 'KubeImagePullFails',
    what: 'five minutes after the first failure',
    fires: { [waiting('ImagePullBackOff')]: '_x20 1x30', [restarts]: '_x20 0x30' },
    not: '14m45s',
    from: '15m30s',
    silent: {
      ...{ [waiting('ImagePullBackOff')]: '_x20 1x3 stale _x20', [restarts]: '_x20 0x3 stale _x20' },
      ...{ [ofAnother(waiting('CrashLoopBackOff'))]: '_x20 1x30', [ofAnother(restarts)]: '_x20 0x30' },
    },
  },
  {
    alert: 'KubeContainerWaiting',
    what: 'a quarter of an hour without a start',
    fires: { [waiting('CreateContainerConfigError')]: '1x60' },
    not: '14m45s',
    from: '15m30s',
    silent: { [waiting('ImagePullBackOff')]: '1x60' },
  },
  {
    alert: 'KubePodNotReady',
    what: 'a running pod that is not ready',
    fires: { [`kube_pod_status_ready{${POD},condition="false"}`]: '1x60', [running]: '1x60' },
    not: '14m45s',
    from: '15m30s',
    // A job's pod that has ended is not ready either.
    silent: {
      [`kube_pod_status_ready{${POD},condition="false"}`]: '1x60',
      [`kube_pod_status_phase{${POD},phase="Succeeded"}`]: '1x60',
    },
  },
  {
    alert: 'KubeDeploymentReplicasMismatch',
    what: 'a pod is missing and nothing rolls out',
    fires: {
      [`kube_deployment_spec_replicas{${DEPLOYMENT}}`]: '2x80',
      [`kube_deployment_status_replicas_available{${DEPLOYMENT}}`]: '1x80',
      [`kube_deployment_status_replicas_updated{${DEPLOYMENT}}`]: '2x80',
    },
    not: '14m45s',
    from: '15m30s',
    silent: {
      [`kube_deployment_spec_replicas{${DEPLOYMENT}}`]: '2x80',
      [`kube_deployment_status_replicas_available{${DEPLOYMENT}}`]: '1x80',
      [`kube_deployment_status_replicas_updated{${DEPLOYMENT}}`]: '0x10 1x10 2x10 1x10 2x40',
    },
  },
  {
    alert: 'KubeDeploymentRolloutStuck',
    what: 'the deadline of a rollout has passed',
    fires: {
      [`kube_deployment_status_condition{${DEPLOYMENT},condition="Progressing",status="false",reason="ProgressDeadlineExceeded"}`]:
        '0x20 1x20',
    },
    not: '10m15s',
    from: '12m',
    silent: { [`kube_deployment_status_condition{${DEPLOYMENT},condition="Progressing",status="true"}`]: '1x40' },
  },
  {
    alert: 'CPUThrottlingHigh',
    what: 'half of the periods',
    fires: {
      [`container_cpu_cfs_throttled_periods_total{${CONTAINER}}`]: '0+5x80',
      [`container_cpu_cfs_periods_total{${CONTAINER}}`]: '0+10x80',
    },
    not: '14m',
    from: '17m',
    silent: {
      [`container_cpu_cfs_throttled_periods_total{${CONTAINER}}`]: '0+2x80',
      [`container_cpu_cfs_periods_total{${CONTAINER}}`]: '0+10x80',
    },
  },
]

const NODES: readonly AlertCase[] = [
  {
    alert: 'KubeNodeNotReady',
    what: 'for two minutes',
    fires: { [condition('Ready', 'true')]: '1x20 0x20' },
    not: '11m45s',
    from: '13m',
    silent: { [condition('Ready', 'true')]: '1x40' },
  },
  {
    alert: 'KubeNodePressure',
    what: 'for five minutes',
    fires: { [condition('DiskPressure', 'true')]: '1x40' },
    not: '4m45s',
    from: '5m30s',
    silent: { [condition('Ready', 'true')]: '1x40', [condition('DiskPressure', 'true')]: '0x40' },
  },
  {
    alert: 'KubeAPIDown',
    what: 'it was scraped within the hour',
    fires: { 'up{job="apiserver",instance="a"}': '1x20 0x40' },
    not: '14m',
    from: '16m',
    silent: { 'up{job="apiserver",instance="a"}': '1x20 0x40', 'up{job="apiserver",instance="b"}': '1x60' },
  },
  {
    alert: 'K3sCertificateExpires',
    what: 'within thirty days',
    fires: { 'k3s_certificate_expiration_seconds{subject="CN=k3s"}': '864000x60' },
    not: '9m45s',
    from: '10m30s',
    silent: { 'k3s_certificate_expiration_seconds{subject="CN=k3s"}': '8640000x60' },
  },
  {
    alert: 'KubePersistentVolumeAlmostFull',
    what: 'a tenth is left',
    fires: { [volume('available')]: '9x20', [volume('capacity')]: '100x20' },
    not: '45s',
    from: '1m30s',
    silent: { [volume('available')]: '11x20', [volume('capacity')]: '100x20' },
  },
  {
    alert: 'KubePersistentVolumeFillsUp',
    what: 'a tenth of the space in six hours',
    interval: '5m',
    fires: { [volume('available')]: '24-0.14x100', [volume('capacity')]: '100x100' },
    from: '4h',
    silent: { [volume('available')]: '24x100', [volume('capacity')]: '100x100' },
  },
  {
    alert: 'KubeMemoryOvercommit',
    what: 'pods do not fit without the largest node',
    interval: '5m',
    fires: { [requested]: '150x20', [running]: '1x20', [allocatable('n1')]: '100x20', [allocatable('n2')]: '100x20' },
    not: '25m',
    from: '35m',
    // A single node has no other one to move to.
    silent: { [requested]: '150x20', [running]: '1x20', [allocatable('n1')]: '200x20' },
  },
  {
    alert: 'KubeQuotaFullyUsed',
    what: 'all of it',
    fires: { [quota('used')]: '10x60', [quota('hard')]: '10x60' },
    not: '14m45s',
    from: '15m30s',
    silent: { [quota('used')]: '9x60', [quota('hard')]: '10x60' },
  },
  {
    alert: 'NodeDiskAlmostFull',
    what: 'less than fifteen percent',
    fires: { [disk('avail')]: '14x60', [disk('size')]: '100x60' },
    not: '4m45s',
    from: '5m30s',
    silent: {
      'node_filesystem_avail_bytes{instance="edge",mountpoint="/run",fstype="tmpfs"}': '1x60',
      'node_filesystem_size_bytes{instance="edge",mountpoint="/run",fstype="tmpfs"}': '100x60',
    },
  },
  {
    alert: 'NodeDiskFillsUp',
    what: 'within a day',
    interval: '5m',
    fires: { [disk('avail')]: '39-0.2x60', [disk('size')]: '100x60' },
    from: '4h',
    silent: { [disk('avail')]: '39x60', [disk('size')]: '100x60' },
  },
  {
    alert: 'NodeDiskSaturated',
    what: 'twenty requests wait',
    interval: '5m',
    fires: { 'node_disk_io_time_weighted_seconds_total{instance="n1",device="sda"}': '0+6000x60' },
    not: '29m',
    from: '35m',
    silent: { 'node_disk_io_time_weighted_seconds_total{instance="n1",device="sda"}': '0+1500x60' },
  },
  {
    alert: 'NodeMemoryHigh',
    what: 'nine tenths for a quarter of an hour',
    fires: {
      'node_memory_MemAvailable_bytes{instance="n1"}': '9x60',
      'node_memory_MemTotal_bytes{instance="n1"}': '100x60',
    },
    not: '14m45s',
    from: '15m30s',
    silent: {
      'node_memory_MemAvailable_bytes{instance="n1"}': '11x60',
      'node_memory_MemTotal_bytes{instance="n1"}': '100x60',
    },
  },
  {
    alert: 'NodeClockNotSynchronised',
    what: 'the kernel says so, and how far it may be off',
    fires: { 'node_timex_sync_status{instance="n1"}': '0x60', 'node_timex_maxerror_seconds{instance="n1"}': '16x60' },
    not: '9m45s',
    from: '10m30s',
    silent: { 'node_timex_sync_status{instance="n1"}': '1x60', 'node_timex_maxerror_seconds{instance="n1"}': '16x60' },
  },
  {
    alert: 'NodeServiceFailed',
    what: 'for five minutes',
    fires: { 'node_systemd_unit_state{instance="edge",name="nginx.service",state="failed"}': '1x40' },
    not: '4m45s',
    from: '5m30s',
    silent: { 'node_systemd_unit_state{instance="edge",name="nginx.service",state="active"}': '1x40' },
  },
]

const MONITORING: readonly AlertCase[] = [
  {
    alert: 'TargetDown',
    what: 'for five minutes',
    fires: { 'up{job="web",instance="a"}': '1x20 0x20' },
    not: '14m45s',
    from: '15m30s',
    // The prober has an alert of its own.
    silent: { 'up{job="web",instance="a"}': '1x40', 'up{job="prober",instance="a"}': '0x40' },
  },
  {
    alert: 'PrometheusRuleFailures',
    what: 'each evaluation fails',
    fires: { 'prometheus_rule_evaluation_failures_total{rule_group="/rules/web.rules.yaml;slo-a"}': '0+2x40' },
    not: '4m45s',
    from: '6m',
    silent: { 'prometheus_rule_evaluation_failures_total{rule_group="/rules/web.rules.yaml;slo-a"}': '4x40' },
  },
  {
    alert: 'PrometheusBadConfig',
    what: 'after a reload',
    fires: { prometheus_config_last_reload_successful: '1x20 0x40' },
    not: '19m',
    from: '21m',
    silent: { prometheus_config_last_reload_successful: '1x60' },
  },
  {
    alert: 'AlertmanagerBadConfig',
    what: 'after a reload',
    fires: { alertmanager_config_last_reload_successful: '1x20 0x40' },
    not: '19m',
    from: '21m',
    silent: { alertmanager_config_last_reload_successful: '1x60' },
  },
  {
    alert: 'PrometheusNotConnectedToAlertmanagers',
    what: 'none is found',
    fires: { prometheus_notifications_alertmanagers_discovered: '0x40' },
    not: '4m45s',
    from: '5m30s',
    silent: { prometheus_notifications_alertmanagers_discovered: '1x40' },
  },
  {
    alert: 'AlertmanagerFailedToSendAlerts',
    what: 'each notification of one integration fails',
    fires: { 'alertmanager_notifications_failed_total{integration="telegram",reason="other"}': '0+1x40' },
    not: '4m45s',
    from: '6m',
    silent: { 'alertmanager_notifications_failed_total{integration="telegram",reason="other"}': '7x40' },
  },
  {
    alert: 'PrometheusStorageAlmostFull',
    what: 'more than nine tenths of what it may take',
    fires: { prometheus_tsdb_storage_blocks_bytes: '95x60', prometheus_tsdb_retention_limit_bytes: '100x60' },
    not: '14m45s',
    from: '15m30s',
    // It may take all there is.
    silent: { prometheus_tsdb_storage_blocks_bytes: '95x60', prometheus_tsdb_retention_limit_bytes: '0x60' },
  },
]

export const ALERT_CASES: readonly AlertCase[] = [...WORKLOADS, ...NODES, ...MONITORING]
