import type { Cluster } from '../../adapters/kubernetes/cluster.ts'
import { listObjects, readObject } from '../../adapters/kubernetes/objects.ts'
import { collectionPath } from '../../k8s/render/api-paths.ts'
import { seconds } from '../../lib/duration.ts'
import { at, listAt, textAt } from '../../lib/json/path.ts'
import { eventsIn } from './core/diagnose/cluster-events.ts'
import { isOwnedBy, newestReplicaSet, selectorOf } from './core/diagnose/newest-pods.ts'
import {
  type ClusterEvent,
  type ContainerView,
  containersIn,
  lastEnd,
  type RolloutScene,
} from './core/diagnose/rollout-scene.ts'

/** A Deployment by name. */
export interface DeploymentName {
  readonly namespace: string
  readonly name: string
}

/** Pages of events that are read at most; a busy namespace has more than anyone reads. */
const EVENT_PAGES = 20
const EVENTS_A_PAGE = 1000
/** Logs that are read: pods of one template fail alike. */
const LOGS = 3
const LOG_QUERY = 'tailLines=50&limitBytes=65536'
const TIMEOUT = seconds(4)

/**
 * Reads what a diagnosis needs of one Deployment; undefined where there is none. What the account may not read is left out:
 * nodes, logs, events. Rejects with an ExternalError where the API server does not answer.
 */
export async function readScene(
  cluster: Cluster,
  { namespace, name }: DeploymentName,
): Promise<RolloutScene | undefined> {
  const kind = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { namespace, name } }
  const deployment = await readObject(cluster, kind)
  if (deployment === undefined) return undefined
  const labels = selectorOf(deployment)
  const [replicaSets, all, events] = await Promise.all([
    listObjects(cluster, ['apps/v1', 'ReplicaSet'], { namespace, labels }),
    listObjects(cluster, ['v1', 'Pod'], { namespace, labels }),
    readEvents(cluster, namespace),
  ])
  const newest = newestReplicaSet(deployment, replicaSets)
  const pods = all.filter(pod => isOwnedBy(pod, newest))
  const uids = new Set([deployment, newest, ...pods].map(object => textAt(object, 'metadata', 'uid')))
  const scene: RolloutScene = {
    deployment,
    pods,
    events: events.filter(({ about }) => uids.has(about)),
    logs: new Map(),
    nodes: await readNodes(cluster, pods),
    now: (await cluster.ask('/version')).date,
  }
  return { ...scene, logs: await readLogs(cluster, namespace, scene) }
}

async function readEvents(cluster: Cluster, namespace: string): Promise<readonly ClusterEvent[]> {
  const items: unknown[] = []
  let next = ''
  for (let page = 0; page < EVENT_PAGES; page += 1) {
    const query = `limit=${EVENTS_A_PAGE}${next === '' ? '' : `&continue=${encodeURIComponent(next)}`}`
    const answer = await cluster.ask(`${collectionPath('v1', 'Event', namespace)}?${query}`, { timeout: TIMEOUT })
    if (answer.status >= 300) break
    items.push(...listAt(answer.body, 'items'))
    next = textAt(answer.body, 'metadata', 'continue')
    if (next === '') break
  }
  return eventsIn(items)
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
