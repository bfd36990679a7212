import { COMPONENT_LABEL, isOfMonitoring } from '../../../services/monitoring/core/cluster/monitoring-object.ts'
import { objectsOf } from '../pods.ts'
import type { ManifestWorld, Policy } from '../policy.ts'

/** The kinds of a release. */
const KINDS = ['ConfigMap', 'Deployment', 'Ingress', 'Middleware', 'NetworkPolicy', 'Service']

export const monitoringApart: Policy = {
  code: 'monitoring-apart',
  summary: 'What a release has beside Prometheus says that it monitors, and nothing else says so.',
  why: 'A deploy judges a release by everything that does not say so: a Grafana without the label would take a good app back, and an app with it would be judged by no one.',
  scope: 'ours',
  check({ object, file }, world) {
    if (!KINDS.includes(object.kind) || file.path.startsWith('k8s/platform/')) return []
    const isBeside = namespacesOfMonitoring(world).includes(object.metadata.namespace)
    if (isBeside === isOfMonitoring(object)) return []
    const message = isBeside ? 'does not say that it monitors' : 'says that it monitors, and lies with what serves'
    const help = isBeside ? `Write ${COMPONENT_LABEL}: monitoring.` : `Remove ${COMPONENT_LABEL}.`
    return [{ path: ['metadata', 'labels'], message, help }]
  },
}

/** Where Prometheus has its volume. */
function namespacesOfMonitoring(world: ManifestWorld): readonly (string | undefined)[] {
  return objectsOf(world, 'PersistentVolumeClaim').map(({ metadata }) => metadata.namespace)
}
