import { KUBE_STATE_LABELS } from '../../services/monitoring/contract/labels.ts'
import { type Metric, metrics } from './metric.ts'

/** The metrics that we use of kube-state-metrics, of the kubelet's cAdvisor and of the scheduler. */
export const KUBE = {
  nodeCondition: 'kube_node_status_condition',
  podPhase: 'kube_pod_status_phase',
  podUnschedulable: 'kube_pod_status_unschedulable',
  restarts: 'kube_pod_container_status_restarts_total',
  waitingReason: 'kube_pod_container_status_waiting_reason',
  lastTerminatedReason: 'kube_pod_container_status_last_terminated_reason',
  requests: 'kube_pod_container_resource_requests',
  limits: 'kube_pod_container_resource_limits',
  quota: 'kube_resourcequota',
  wantedReplicas: 'kube_deployment_spec_replicas',
  readyReplicas: 'kube_deployment_status_replicas_ready',
  cpuUsage: 'container_cpu_usage_seconds_total',
  memoryUsage: 'container_memory_working_set_bytes',
  throttledPeriods: 'container_cpu_cfs_throttled_periods_total',
  periods: 'container_cpu_cfs_periods_total',
  pendingPods: 'scheduler_pending_pods',
  scheduleAttempts: 'scheduler_schedule_attempts_total',
} as const

/** Labels with the phase of a pod and the reason for its last termination. */
export const KUBE_LABELS = KUBE_STATE_LABELS

export const KUBE_METRICS: readonly Metric[] = [
  ...metrics('gauge', {
    [KUBE.nodeCondition]: ['condition', 'status'],
    [KUBE.podPhase]: [KUBE_LABELS.phase, 'uid'],
    [KUBE.podUnschedulable]: ['uid'],
    [KUBE.waitingReason]: [KUBE_LABELS.reason, 'uid'],
    [KUBE.lastTerminatedReason]: [KUBE_LABELS.reason, 'uid'],
    [KUBE.requests]: ['resource', 'unit', 'uid'],
    [KUBE.limits]: ['resource', 'unit', 'uid'],
    [KUBE.quota]: ['resourcequota', 'resource', 'type'],
    [KUBE.wantedReplicas]: ['deployment'],
    [KUBE.readyReplicas]: ['deployment'],
    [KUBE.memoryUsage]: ['id', 'image', 'name'],
    [KUBE.pendingPods]: ['queue'],
  }),
  ...metrics('counter', {
    [KUBE.restarts]: ['uid'],
    [KUBE.cpuUsage]: ['cpu', 'id', 'image', 'name'],
    [KUBE.throttledPeriods]: ['id', 'image', 'name'],
    [KUBE.periods]: ['id', 'image', 'name'],
    [KUBE.scheduleAttempts]: ['result', 'profile'],
  }),
]
