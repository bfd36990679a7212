import type { KubernetesObject } from '../../../../lib/kubernetes/object.ts'

/** The label by which people and tools tell what an object is part of (kubernetes.io, recommended labels). */
export const COMPONENT_LABEL = 'app.kubernetes.io/component'

/** What monitors, and what it shows. */
const COMPONENTS = ['monitoring', 'dashboards'] as const

type Component = (typeof COMPONENTS)[number]

/** The component of what monitors that an object is of; undefined for what serves. */
export function monitoringComponent({ metadata }: Pick<KubernetesObject, 'metadata'>): Component | undefined {
  return COMPONENTS.find(name => name === metadata.labels?.[COMPONENT_LABEL])
}

/** Whether an object is of what monitors: whatever becomes of it is no word about a release. */
export function isOfMonitoring(object: Pick<KubernetesObject, 'metadata'>): boolean {
  return monitoringComponent(object) !== undefined
}
