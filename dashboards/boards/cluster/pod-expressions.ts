import { selector } from '../../../lib/promql/write-selector.ts'
import { KUBE, KUBE_LABELS } from '../../catalogue/kubernetes.ts'
import { increase } from '../../panels/promql.ts'

const CHOSEN = { namespace: ['=~', '$namespace'] } as const

/** Containers whose last end was an OOM kill, to be joined with what they did since. */
export function lastKilled(): string {
  const reason = selector(KUBE.lastTerminatedReason, { ...CHOSEN, [KUBE_LABELS.reason]: 'OOMKilled' })
  return `on (namespace, pod, container) (${reason} == 1)`
}

/** The reason is kept for ever; only with a fresh restart is it news. */
export function oomKilled(): string {
  return `(${increase(KUBE.restarts, CHOSEN, '1h')} > 0) and ${lastKilled()}`
}
