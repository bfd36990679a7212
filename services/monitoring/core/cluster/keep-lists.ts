import { METRICS } from '../../../prober/contract/names.ts'

/**
 * What is kept of those who export far more than anyone looks at: an API server alone has 26,000 samples. On k3s all parts of
 * the control plane are one process with one registry, so that the kubelet's port of a server node has the metrics of the
 * scheduler too, and of the certificates of k3s, which are kept from there and from nowhere else.
 */
export const KUBELET_KEPT: readonly string[] = [
  'kubelet_volume_stats_(available|capacity)_bytes',
  'kubelet_(running_pods|node_name)',
  'scheduler_(pending_pods|schedule_attempts_total)',
  'scheduler_pod_scheduling_sli_duration_seconds_(bucket|sum|count)',
  'k3s_certificate_expiration_seconds',
  'process_(cpu_seconds_total|resident_memory_bytes|start_time_seconds)',
]

/** Of the API server, asked by its Service: that it answers is the most of it. */
export const APISERVER_KEPT: readonly string[] = ['apiserver_request_total', 'apiserver_current_inflight_requests']

/** Of node-exporter, which is asked for everything that it has where it came from a package. */
export const NODE_KEPT: readonly string[] = [
  'node_cpu_seconds_total',
  'node_load(1|5|15)',
  'node_memory_(MemAvailable|MemTotal|SwapTotal|SwapFree)_bytes',
  'node_filesystem_(avail_bytes|size_bytes|files|files_free|readonly)',
  'node_disk_(read|written)_bytes_total',
  'node_disk_io_time_(weighted_)?seconds_total',
  'node_network_(receive|transmit)_(bytes|errs|drop)_total',
  'node_pressure_(cpu|memory|io)_waiting_seconds_total',
  'node_timex_(sync_status|maxerror_seconds|offset_seconds)',
  'node_systemd_unit_state',
  'node_(boot_time_seconds|uname_info|exporter_build_info)',
]

/** Of cAdvisor: `/metrics/resource` has CPU and memory as well, and both together would double every sum. */
export const CADVISOR_KEPT: readonly string[] = [
  'container_cpu_usage_seconds_total',
  'container_cpu_cfs_(throttled_)?periods_total',
  'container_memory_working_set_bytes',
  'container_oom_events_total',
  'container_network_(receive|transmit)_bytes_total',
  'container_fs_(reads|writes)_bytes_total',
  'container_start_time_seconds',
  'container_spec_memory_limit_bytes',
]

/**
 * Of probers that stand elsewhere: what they saw, and whether they are as they should be. Everything else that a prober exports is
 * about the one that counts, wherever it is shown or alerted on.
 */
export const VANTAGE_KEPT: readonly string[] = [
  METRICS.probes,
  METRICS.failures,
  METRICS.reloadSuccessful,
  METRICS.buildInfo,
]

/** The patterns as one, which Prometheus matches against the whole name. */
export function keepOnly(names: readonly string[]): object {
  return { source_labels: ['__name__'], regex: names.join('|'), action: 'keep' }
}
