import { selector } from '../../../lib/promql/write-selector.ts'
import { KUBE, KUBE_LABELS } from '../../catalogue/kubernetes.ts'
import { increase } from '../../panels/promql.ts'

const CHOSEN = { namespace: ['=~', '$namespace'] } as const

/** Containers whose last termination was an OOM kill, as the right side of a join. */
export function lastKilled(): string {
  const reason = selector(KUBE.lastTerminatedReason, { ...CHOSEN, [KUBE_LABELS.reason]: 'OOMKilled' })
  return `on (namespace, pod, container) (${reason} == 1)`
}

/**
 * Containers that were OOM-killed within an hour. Kubernetes keeps the reason for good, so a recent restart is
 * required.
 */
export function oomKilled(): string {
  return `(${increase(KUBE.restarts, CHOSEN, '1h')} > 0) and ${lastKilled()}`
}
