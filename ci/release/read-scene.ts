import type { Cluster } from '../../adapters/kubernetes/cluster.ts'
import { AnswerTooLong } from '../../adapters/kubernetes/cluster-error.ts'
import { listObjects, readObject } from '../../adapters/kubernetes/objects.ts'
import { collectionPath } from '../../k8s/render/api-paths.ts'
import { seconds } from '../../lib/duration.ts'
import { at, listAt, numberAt, textAt } from '../../lib/json/path.ts'
import type { KubernetesObject } from '../../lib/kubernetes/object.ts'
import { eventsIn } from './core/diagnose/cluster-events.ts'
import { hasLeavingPods, isOwnedBy, newestReplicaSet, selectorOf } from './core/diagnose/newest-pods.ts'
import { type ContainerView, containersIn, lastEnd, type RolloutScene } from './core/diagnose/rollout-scene.ts'

/** A Deployment by name. */
export interface DeploymentName {
  readonly namespace: string
  readonly name: string
}

/** Pods whose events are read: those of one template fail alike. Of other pods none are, and a namespace may have ten thousand. */
const EVENTFUL_PODS = 5
const EVENTS_OF_A_POD = 200
/** Logs that are read: pods of one template fail alike. */
const LOGS = 3
const LOG_QUERY = 'tailLines=50&limitBytes=65536'
const TIMEOUT = seconds(4)

/** A Deployment as it was seen. */
export interface SeenRollout extends RolloutScene {
  readonly deployment: KubernetesObject
  /** Pods of older templates that serve, or ones that are ending: no figure of a Deployment counts these. */
  readonly hasOldPods: boolean
  /** Pods of its older templates that have not ended. */
  readonly oldPods: readonly KubernetesObject[]
}

/**
 * Reads what a diagnosis needs of one Deployment; undefined where there is none. Three lists while all is well, however many pods
 * there are; events, logs and nodes only of a few pods that are not. What the account may not read is left out: nodes, logs, events.
 * Rejects with an ExternalError where the API server does not answer.
 */
export async function readScene(
  cluster: Cluster,
  { namespace, name }: DeploymentName,
): Promise<SeenRollout | undefined> {
  const kind = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { namespace, name } }
  const deployment = await readObject(cluster, kind)
  if (deployment === undefined) return undefined
  const labels = selectorOf(deployment)
  const [replicaSets, all] = await Promise.all([
    listObjects(cluster, ['apps/v1', 'ReplicaSet'], { namespace, labels }),
    listObjects(cluster, ['v1', 'Pod'], { namespace, labels }),
  ])
  const newest = newestReplicaSet(deployment, replicaSets)
  const pods = all.filter(pod => isOwnedBy(pod, newest))
  const suspects = pods
    .filter(isSuspect)
    .toSorted((a, b) => endsIn(b) - endsIn(a))
    .slice(0, EVENTFUL_PODS)
  const [events, nodes, { date }] = await Promise.all([
    Promise.all(suspects.map(pod => readEvents(cluster, namespace, pod))),
    readNodes(cluster, suspects),
    cluster.ask('/version'),
  ])
  const seen = { deployment, replicaSet: newest, pods, nodes, now: date }
  const scene: RolloutScene = { ...seen, events: eventsIn(events.flat()), logs: new Map() }
  const sets = replicaSets.filter(set => isOwnedBy(set, deployment))
  const hasOldPods = hasLeavingPods(all, sets, newest, date)
  const oldPods = all.filter(pod => !isOwnedBy(pod, newest) && sets.some(set => isOwnedBy(pod, set)))
  return { ...scene, deployment, hasOldPods, oldPods, logs: await readLogs(cluster, namespace, scene) }
}

/** Whether a pod is not as it should be, or was not. */
function isSuspect(pod: KubernetesObject): boolean {
  const containers = listAt(pod, 'status', 'containerStatuses')
  const isReady = containers.length > 0 && containers.every(status => at(status, 'ready') === true)
  return !isReady || endsIn(pod) > 0
}

/** How often containers of a pod have ended. */
function endsIn(pod: KubernetesObject): number {
  const statuses = ['initContainerStatuses', 'containerStatuses'].flatMap(name => listAt(pod, 'status', name))
  return statuses.reduce<number>((sum, status) => sum + (numberAt(status, 'restartCount') ?? 0), 0)
}

async function readEvents(cluster: Cluster, namespace: string, pod: KubernetesObject): Promise<readonly unknown[]> {
  const selector = encodeURIComponent(`involvedObject.uid=${textAt(pod, 'metadata', 'uid')}`)
  const query = `fieldSelector=${selector}&limit=${EVENTS_OF_A_POD}`
  try {
    const answer = await cluster.ask(`${collectionPath('v1', 'Event', namespace)}?${query}`, { timeout: TIMEOUT })
    return answer.status < 300 ? listAt(answer.body, 'items') : []
  } catch (error) {
    if (error instanceof AnswerTooLong) return []
    throw error
  }
}

async function readNodes(cluster: Cluster, pods: readonly unknown[]): Promise<ReadonlyMap<string, unknown>> {
  const names = new Set(pods.map(pod => textAt(pod, 'spec', 'nodeName')).filter(name => name !== ''))
  const entries = [...names].map(async name => {
    const answer = await cluster.ask(`${collectionPath('v1', 'Node')}/${name}`, { timeout: TIMEOUT })
    return answer.status < 300 ? ([[name, answer.body]] as const) : []
  })
  return new Map((await Promise.all(entries)).flat())
}

/** The last lines of the first containers that ended, or that run and are not ready. */
async function readLogs(
  cluster: Cluster,
  namespace: string,
  scene: RolloutScene,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const containers = containersIn(scene)
  const ended = containers.filter(container => lastEnd(container) !== undefined)
  const unready = containers.filter(({ status }) => status !== undefined && at(status, 'ready') !== true)
  const chosen = [...new Set([...ended, ...unready])].slice(0, LOGS)
  const entries = chosen.map(async container => {
    const lines = await readLog(cluster, namespace, container)
    return [`${container.podName}/${container.name}`, lines] as const
  })
  return new Map(await Promise.all(entries))
}

async function readLog(cluster: Cluster, namespace: string, container: ContainerView): Promise<readonly string[]> {
  const { podName, name, status } = container
  const previous =
    at(status, 'lastState', 'terminated') !== undefined && at(status, 'state', 'terminated') === undefined
  const query = `container=${name}&${LOG_QUERY}${previous ? '&previous=true' : ''}`
  const path = `${collectionPath('v1', 'Pod', namespace)}/${podName}/log?${query}`
  const { status: code, text } = await cluster.ask(path, { timeout: TIMEOUT })
  return code < 300 ? text.split('\n') : []
}
