import type { KubernetesObject } from '../../../../lib/kubernetes/object.ts'
import { isOfMonitoring } from '../../../../services/monitoring/core/cluster/monitoring-object.ts'

/** The Deployments by whose pods a release is judged: its own, and not those of what monitors it. */
export function judgedDeployments(objects: readonly KubernetesObject[]): readonly KubernetesObject[] {
  return objects.filter(object => object.kind === 'Deployment' && !isOfMonitoring(object))
}

/** The Deployments of what monitors: they are looked at, and decide nothing about the release. */
export function monitoringDeployments(objects: readonly KubernetesObject[]): readonly KubernetesObject[] {
  return objects.filter(object => object.kind === 'Deployment' && isOfMonitoring(object))
}
