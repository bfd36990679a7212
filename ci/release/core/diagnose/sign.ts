import type { Duration } from '../../../../lib/duration.ts'
import { listAt, textAt } from '../../../../lib/json/path.ts'
import type { Finding } from './finding.ts'
import type { ClusterEvent, ContainerView, RolloutScene } from './rollout-scene.ts'
import { safeLine } from './safe-line.ts'

/** What shows one kind of failure: it looks at a scene and gives what it finds. */
export type Sign = (scene: RolloutScene) => readonly Finding[]

/** A container as people name it: `app-6c9-x2x, container app`; the pod's name alone where it has one container. */
export function nameOf({ pod, podName, name }: ContainerView): string {
  return listAt(pod, 'spec', 'containers').length + listAt(pod, 'spec', 'initContainers').length > 1
    ? `${podName}, container ${name}`
    : podName
}

/** An event as a line of evidence. */
export function eventLine({ reason, message, count }: ClusterEvent): string {
  return safeLine(`event ${reason}${count > 1 ? ` ×${count}` : ''}: ${message}`)
}

/** How long something has been so, as a duration that is never negative. */
export function lasted(since: unknown, now: Date): Duration {
  const from = typeof since === 'string' ? Date.parse(since) : Number.NaN
  return Math.max(0, Number.isNaN(from) ? 0 : now.getTime() - from) as Duration
}

/** How old a pod is. */
export function ageOf(pod: unknown, now: Date): Duration {
  return lasted(textAt(pod, 'metadata', 'creationTimestamp'), now)
}
