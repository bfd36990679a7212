import { at, listAt, numberAt, textAt } from '../../../../lib/json/path.ts'

/** One container of a pod as the API server describes it, with the pod it is of. */
export interface ContainerView {
  readonly pod: unknown
  readonly podName: string
  readonly name: string
  /** Its entry of the pod's status; undefined before the kubelet has written one. */
  readonly status: unknown
  /** Its entry of the pod's spec. */
  readonly spec: unknown
}

/** What is known of one Deployment at one moment. Objects are as the API server wrote them. */
export interface RolloutScene {
  /** The name by which people know it: `app`. */
  readonly deployment: unknown
  /** That of its newest template. */
  readonly replicaSet?: unknown
  /** Pods of the newest template; those of older ones are none of this release's. */
  readonly pods: readonly unknown[]
  /** Events about the Deployment, its newest ReplicaSet and the pods, the oldest first. */
  readonly events: readonly ClusterEvent[]
  /** The last lines that a container wrote before it ended, by `pod/container`. */
  readonly logs: ReadonlyMap<string, readonly string[]>
  /** Nodes by name, where the reader may list them. */
  readonly nodes: ReadonlyMap<string, unknown>
  readonly now: Date
}

/** One event, of either of the two styles of the API. */
export interface ClusterEvent {
  /** The UID of what it is about. */
  readonly about: string
  readonly reason: string
  readonly message: string
  readonly at: Date
  readonly count: number
}

/** The containers of the release's pods; those that run before the others come first. */
export function containersIn({ pods }: RolloutScene): readonly ContainerView[] {
  return pods.flatMap(pod => [
    ...containersOfPod(pod, 'initContainers', 'initContainerStatuses'),
    ...containersOfPod(pod, 'containers', 'containerStatuses'),
  ])
}

function containersOfPod(pod: unknown, specs: string, statuses: string): readonly ContainerView[] {
  const written = listAt(pod, 'status', statuses)
  return listAt(pod, 'spec', specs).map(spec => {
    const name = textAt(spec, 'name')
    const status = written.find(one => textAt(one, 'name') === name)
    return { pod, podName: textAt(pod, 'metadata', 'name'), name, status, spec }
  })
}

/** How a container ended last, and whether that is its state now; undefined when it never has. */
export function lastEnd({ status }: ContainerView): unknown {
  return at(status, 'state', 'terminated') ?? at(status, 'lastState', 'terminated')
}

/** Why a container waits; empty when it does not. */
export function waitingReason({ status }: ContainerView): string {
  return textAt(status, 'state', 'waiting', 'reason')
}

/** How often a container was started again. */
function restartsOf({ status }: ContainerView): number {
  return numberAt(status, 'restartCount') ?? 0
}

/** How often a container has ended: each restart had one before it. */
export function endsOf(container: ContainerView): number {
  return restartsOf(container) + (at(container.status, 'state', 'terminated') === undefined ? 0 : 1)
}

/** The last lines that a container wrote before it ended, as far as they were read. */
export function logOf({ logs }: RolloutScene, { podName, name }: ContainerView): readonly string[] {
  return logs.get(`${podName}/${name}`) ?? []
}

/** Events about one object. */
export function eventsAbout({ events }: RolloutScene, object: unknown): readonly ClusterEvent[] {
  const uid = textAt(object, 'metadata', 'uid')
  return events.filter(({ about }) => about === uid)
}

/** A condition of an object that holds, or undefined. */
export function conditionOf(object: unknown, type: string, status = 'True'): unknown {
  return listAt(object, 'status', 'conditions').find(
    one => textAt(one, 'type') === type && textAt(one, 'status') === status,
  )
}
