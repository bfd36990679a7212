/** Labels of kube-state-metrics with the phase of a pod and the reason for which a container waits or has ended. */
export const KUBE_STATE_LABELS = { phase: 'phase', reason: 'reason' } as const
