import { at, listAt, textAt } from '../../lib/json/path.ts'
import type { KubernetesObject } from '../../lib/kubernetes/object.ts'
import { oneLine } from '../../lib/text/one-line.ts'

/** How far the pod of a drill is; why it is no further, in words. */
export type PodState =
  | { readonly is: 'broken' }
  | { readonly is: 'starting'; readonly why: string }
  | { readonly is: 'failed'; readonly why: string }

/** Reasons for which a container waits that do not pass by themselves. */
const HOPELESS = ['ErrImageNeverPull', 'InvalidImageName', 'CreateContainerConfigError']

/** A pod that has the fault itself is broken when its container runs; one that changes something says so by being ready. */
export function podState(pod: KubernetesObject, kind: 'own-pod' | 'kept'): PodState {
  const container = listAt(pod, 'status', 'containerStatuses')[0]
  const ended = at(container, 'lastState', 'terminated') ?? at(container, 'state', 'terminated')
  const waiting = textAt(container, 'state', 'waiting', 'reason')
  if (HOPELESS.includes(waiting)) {
    return { is: 'failed', why: `${waiting}: ${oneLine(textAt(container, 'state', 'waiting', 'message'))}` }
  }
  if (kind === 'own-pod') {
    const hasRun = ended !== undefined || at(container, 'state', 'running') !== undefined
    return hasRun ? { is: 'broken' } : { is: 'starting', why: whyNotYet(pod, waiting) }
  }
  if (at(container, 'ready') === true) return { is: 'broken' }
  // It says why at its end; started again it would only say it again.
  if (ended !== undefined) {
    const said = oneLine(textAt(ended, 'message')).slice(0, 300)
    return { is: 'failed', why: `its pod ended: ${said || textAt(ended, 'reason')}` }
  }
  return { is: 'starting', why: whyNotYet(pod, waiting) }
}

function whyNotYet(pod: KubernetesObject, waiting: string): string {
  const scheduled = listAt(pod, 'status', 'conditions').find(condition => textAt(condition, 'type') === 'PodScheduled')
  if (textAt(scheduled, 'status') === 'False') return `its pod finds no node: ${oneLine(textAt(scheduled, 'message'))}`
  return waiting === '' ? 'its pod has not done it yet' : `its pod waits: ${waiting}`
}
