import { isDeepStrictEqual } from 'node:util'
import { at, listAt } from '../../../lib/json/path.ts'
import { deploymentsIn, isWorkload, labelsAt, POD, podLabels, selects } from '../pods.ts'
import type { Policy } from '../policy.ts'

/** The label that keeps a canary's pods apart from the others. */
const TRACK = 'track'

export const selectors: Policy = {
  code: 'selectors',
  summary:
    'A Deployment or DaemonSet selects its own pods by name and track, a Service and a disruption budget by name alone.',
  why: 'Selectors cannot be changed later: a Deployment that selects a canary’s pods deletes them, and a Service that selects the track alone sends the canary nothing.',
  scope: 'ours',
  check({ object }, world) {
    if (isWorkload(object)) return workloadFindings(object)
    const path = SELECTOR_PATHS[object.kind]
    if (path === undefined) return []
    const selector = labelsAt(object, ...path)
    const chosen = deploymentsIn(world, object.metadata.namespace).filter(one => selects(selector, podLabels(one)))
    const isForeign = object.metadata.namespace === 'kube-system'
    if (chosen.length === 0 && !isForeign)
      return [{ path, message: 'selects no pod', help: 'Select by app.kubernetes.io/name.' }]
    return TRACK in selector ? [{ path, message: 'selects one track only', help: `Remove ${TRACK}.` }] : []
  },
}

const SELECTOR_PATHS: Readonly<Record<string, string[]>> = {
  Service: ['spec', 'selector'],
  PodDisruptionBudget: ['spec', 'selector', 'matchLabels'],
}

function workloadFindings(object: Parameters<Policy['check']>[0]['object']) {
  const path = ['spec', 'selector', 'matchLabels']
  const selector = labelsAt(object, ...path)
  const help = 'Select app.kubernetes.io/name and track, and give the pods both.'
  if (!(TRACK in selector)) return [{ path, message: 'does not select its track', help }]
  if (!selects(selector, podLabels(object))) return [{ path, message: 'does not select its own pods', help }]
  return listAt(object, ...POD, 'topologySpreadConstraints').flatMap((constraint, index) =>
    isDeepStrictEqual(at(constraint, 'labelSelector', 'matchLabels'), selector)
      ? []
      : [{ path: [...POD, 'topologySpreadConstraints', index], message: 'spreads other pods than its own', help }],
  )
}
