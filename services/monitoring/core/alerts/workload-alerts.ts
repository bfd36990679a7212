import { alertLabelText } from '../../../../lib/go-template/write.ts'
import { KUBE_STATE_LABELS as LABELS } from '../../contract/labels.ts'
import type { AlertGroup } from './project-alert.ts'

/** A container, as every exporter names it. */
const CONTAINER = '{{ $labels.namespace }}/{{ $labels.pod }}, container {{ $labels.container }},'
const POD = '{{ $labels.namespace }}/{{ $labels.pod }}'
const DEPLOYMENT = '{{ $labels.namespace }}/{{ $labels.deployment }}'

const REASON = alertLabelText(LABELS.reason)

const USED = 'max by (namespace, pod, container) (container_memory_working_set_bytes{container!=""})'
const LIMIT = 'max by (namespace, pod, container) (kube_pod_container_resource_limits{resource="memory"} > 0)'

/**
 * A restart in the last ten minutes. `increase` needs a sample before it: of a pod that is younger than that its restarts are all of
 * these minutes, also when its first sample has them already.
 */
const RESTARTED = [
  '(',
  '  increase(kube_pod_container_status_restarts_total[10m]) > 0',
  '  or',
  '  kube_pod_container_status_restarts_total > 0 and on (namespace, pod) (time() - kube_pod_created < 600)',
  ')',
].join('\n')

/** The reason of the last end stays 1 for ever, so it counts only with a restart. */
const OOM_KILLED = `${RESTARTED}\nand on (namespace, pod, container) kube_pod_container_status_last_terminated_reason{${LABELS.reason}="OOMKilled"} == 1`

/** Whether a container waited lately; one that is gone waits no more, and needs no one. */
function waitedFor(reasons: string): string {
  return [
    `max_over_time(kube_pod_container_status_waiting_reason{${LABELS.reason}${reasons}}[5m]) >= 1`,
    'and on (namespace, pod, container) kube_pod_container_status_restarts_total',
  ].join('\n')
}

const IMAGE_REASONS = 'ErrImagePull|ImagePullBackOff|InvalidImageName'

/** What goes wrong with pods and their containers. */
export const WORKLOAD_ALERTS: AlertGroup = {
  name: 'workloads',
  service: 'cluster',
  board: 'cluster',
  alerts: [
    {
      name: 'ContainerOOMKilled',
      severity: 'ticket',
      expr: OOM_KILLED,
      title: `${CONTAINER} was killed for lack of memory`,
      summary:
        'The kernel ended it at its memory limit and it was started again; what it was answering was lost. If it goes on, it comes back later each time.',
      runbook: 'container-memory',
    },
    {
      name: 'ContainerMemoryNearLimit',
      severity: 'ticket',
      expr: `${USED}\n/ ${LIMIT}\n> 0.9`,
      for: '1m',
      title: `${CONTAINER} uses {{ $value | humanizePercentage }} of its memory limit`,
      summary: 'At 100 % it is killed, with every request that it is answering.',
      runbook: 'container-memory',
    },
    {
      name: 'ContainerMemoryGrows',
      severity: 'ticket',
      expr: [
        'max by (namespace, pod, container) (predict_linear(container_memory_working_set_bytes{container!=""}[30m], 3600))',
        `/ ${LIMIT}`,
        '> 1',
        `and ${USED} > 0.5 * ${LIMIT}`,
      ].join('\n'),
      for: '10m',
      title: `${CONTAINER} will reach its memory limit within an hour`,
      summary: 'It has grown steadily for half an hour and is above half of the limit, at which it is killed.',
      runbook: 'container-memory',
    },
    {
      name: 'KubePodCrashLooping',
      severity: 'ticket',
      expr: waitedFor('="CrashLoopBackOff"'),
      for: '5m',
      title: `${CONTAINER} ends again and again`,
      summary: 'It ended soon after each start for more than five minutes, and waits longer before each next one.',
      runbook: 'pod-crash-loop',
    },
    {
      name: 'KubeImagePullFails',
      severity: 'ticket',
      expr: waitedFor(`=~"${IMAGE_REASONS}"`),
      for: '5m',
      title: `The image of ${POD} cannot be pulled`,
      summary: `Container {{ $labels.container }} waits with ${REASON}; pods that run already go on.`,
      runbook: 'pod-does-not-start',
    },
    {
      name: 'KubeContainerWaiting',
      severity: 'ticket',
      expr: `kube_pod_container_status_waiting_reason{${LABELS.reason}!~"CrashLoopBackOff|${IMAGE_REASONS}"} > 0`,
      for: '15m',
      title: `${CONTAINER} has not started for 15 minutes`,
      summary: `It waits with ${REASON}.`,
      runbook: 'pod-does-not-start',
    },
    {
      name: 'KubePodNotReady',
      severity: 'ticket',
      expr: [
        'max by (namespace, pod) (kube_pod_status_ready{condition="false"} == 1)',
        `and on (namespace, pod) max by (namespace, pod) (kube_pod_status_phase{${LABELS.phase}=~"Pending|Running|Unknown"} == 1)`,
      ].join('\n'),
      for: '15m',
      title: `${POD} has not been ready for 15 minutes`,
      summary: 'It gets no requests; the other pods of its Service carry them.',
      runbook: 'pod-does-not-start',
    },
    {
      name: 'KubeDeploymentReplicasMismatch',
      severity: 'ticket',
      expr: [
        'kube_deployment_spec_replicas > kube_deployment_status_replicas_available',
        'and changes(kube_deployment_status_replicas_updated[10m]) == 0',
      ].join('\n'),
      for: '15m',
      title: `${DEPLOYMENT} has had fewer pods than it wants for 15 minutes`,
      summary: 'No rollout is under way that would explain it.',
      runbook: 'deployment-stuck',
    },
    {
      name: 'KubeDeploymentRolloutStuck',
      severity: 'ticket',
      expr: 'kube_deployment_status_condition{condition="Progressing",status="false"} == 1',
      for: '1m',
      title: `The rollout of ${DEPLOYMENT} is stuck`,
      summary: 'Its new pods did not become ready in the time that it allows; the old ones go on.',
      runbook: 'deployment-stuck',
    },
    {
      name: 'CPUThrottlingHigh',
      severity: 'info',
      expr: [
        'sum by (namespace, pod, container) (increase(container_cpu_cfs_throttled_periods_total{container!=""}[10m]))',
        '/ sum by (namespace, pod, container) (increase(container_cpu_cfs_periods_total{container!=""}[10m]))',
        '> 0.25',
      ].join('\n'),
      for: '15m',
      title: `${CONTAINER} is throttled in {{ $value | humanizePercentage }} of the time`,
      summary: 'It wants more CPU than its limit, so that what it does takes longer.',
      runbook: 'cluster-capacity',
    },
  ],
}
