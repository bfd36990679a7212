/**
 * What is kept of those who export far more than anyone looks at: an API server alone has 26,000 samples. On k3s all parts of
 * the control plane are one process with one registry, so that the kubelet's port of a server node has the metrics of the
 * scheduler and the API server too, and of the certificates of k3s; they are scraped there and nowhere else.
 */
export const KUBELET_KEPT: readonly string[] = [
  'kubelet_volume_stats_(available|capacity)_bytes',
  'kubelet_(running_pods|node_name)',
  'scheduler_(pending_pods|schedule_attempts_total)',
  'scheduler_pod_scheduling_sli_duration_seconds_(bucket|sum|count)',
  'apiserver_request_total',
  'k3s_certificate_expiration_seconds',
  'process_(cpu_seconds_total|resident_memory_bytes|start_time_seconds)',
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

/** The patterns as one, which Prometheus matches against the whole name. */
export function keepOnly(names: readonly string[]): object {
  return { source_labels: ['__name__'], regex: names.join('|'), action: 'keep' }
}
