import { apiPath, collectionPath, objectPath } from '../../k8s/render/api-paths.ts'
import { at, listAt, textAt } from '../../lib/json/path.ts'
import type { KubernetesObject } from '../../lib/kubernetes/object.ts'
import { nameOfObject } from '../../lib/kubernetes/object.ts'
import { ExternalError } from '../../lib/system-error.ts'
import { oneLine } from '../../lib/text/one-line.ts'
import { type Cluster, type ClusterAnswer, refusalOf } from './cluster.ts'
import { RefusedError } from './cluster-error.ts'

const NOT_FOUND = 404
const CREATED = 201

/** An object as the cluster has it, after it was applied. */
export interface Applied {
  readonly isNew: boolean
  /** Another one after every change. */
  readonly resourceVersion: string
  /** As the server answered it. */
  readonly object: unknown
}

/**
 * Applies one object as the manager of the fields that it has, and takes over those of others. Rejects with an ExternalError
 * in the server's words.
 */
export async function applyObject(cluster: Cluster, object: KubernetesObject, manager: string): Promise<Applied> {
  const query = `fieldManager=${manager}&force=true&fieldValidation=Strict`
  const request = { method: 'PATCH', type: 'application/apply-patch+yaml', body: object } as const
  const answer = await cluster.ask(`${objectPath(object)}?${query}`, request)
  if (answer.status >= 300) throw refused(`apply ${nameOfObject(object)}`, answer)
  return {
    isNew: answer.status === CREATED,
    resourceVersion: textAt(answer.body, 'metadata', 'resourceVersion'),
    object: answer.body,
  }
}

/** Reads one object; undefined where there is none. */
export async function readObject(
  cluster: Cluster,
  object: Pick<KubernetesObject, 'apiVersion' | 'kind' | 'metadata'>,
): Promise<KubernetesObject | undefined> {
  const answer = await cluster.ask(objectPath(object))
  if (answer.status === NOT_FOUND) return undefined
  const what = `read ${object.kind} ${object.metadata.name}`
  if (answer.status >= 300) throw refused(what, answer)
  if (textAt(answer.body, 'metadata', 'name') !== object.metadata.name) throw notAsked(what, answer)
  return answer.body as KubernetesObject
}

/** Lists the objects of a kind, in one namespace or in all, by their labels. */
export async function listObjects(
  cluster: Cluster,
  kind: readonly [apiVersion: string, kind: string],
  where: { readonly namespace?: string; readonly labels?: string },
): Promise<readonly KubernetesObject[]> {
  const query = where.labels === undefined ? '' : `?labelSelector=${encodeURIComponent(where.labels)}`
  const answer = await cluster.ask(`${collectionPath(...kind, where.namespace)}${query}`)
  const what = `list ${kind[1]}${where.namespace === undefined ? '' : ` in ${where.namespace}`}`
  if (answer.status >= 300) throw refused(what, answer)
  const items = at(answer.body, 'items')
  // What is no list would otherwise be an empty one: nothing there, where nothing is known. Go writes an empty list as null too.
  const isList = textAt(answer.body, 'kind').endsWith('List') && (items === null || Array.isArray(items))
  if (!isList || listAt(answer.body, 'items').some(item => textAt(item, 'metadata', 'name') === ''))
    throw notAsked(what, answer)
  // A list leaves out what is the same of all.
  return listAt(answer.body, 'items').map(
    item => ({ apiVersion: kind[0], kind: kind[1], ...(item as object) }) as KubernetesObject,
  )
}

/** Changes the fields that a merge patch (RFC 7386) names. Rejects with an ExternalError in the server's words. */
export async function mergeIntoObject(
  cluster: Cluster,
  object: Pick<KubernetesObject, 'apiVersion' | 'kind' | 'metadata'>,
  patch: object,
): Promise<void> {
  const request = { method: 'PATCH', type: 'application/merge-patch+json', body: patch } as const
  const answer = await cluster.ask(objectPath(object), request)
  if (answer.status >= 300) throw refused(`change ${nameOfObject(object as KubernetesObject)}`, answer)
}

/** Deletes one object, which may go on existing for a while; one that is gone already is no error. */
export async function deleteObject(
  cluster: Cluster,
  object: Pick<KubernetesObject, 'apiVersion' | 'kind' | 'metadata'>,
): Promise<void> {
  const answer = await cluster.ask(`${objectPath(object)}?propagationPolicy=Background`, { method: 'DELETE' })
  if (answer.status >= 300 && answer.status !== NOT_FOUND)
    throw refused(`delete ${nameOfObject(object as KubernetesObject)}`, answer)
}

/** Whether a cluster knows a kind. */
export async function knowsKind(cluster: Cluster, { apiVersion, kind }: KubernetesObject): Promise<boolean> {
  const answer = await cluster.ask(apiPath(apiVersion))
  return answer.status < 300 && listAt(answer.body, 'resources').some(resource => textAt(resource, 'kind') === kind)
}

/** The UID of the namespace kube-system, which no other cluster has. */
export async function clusterUid(cluster: Cluster): Promise<string> {
  const namespace = await readObject(cluster, {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'kube-system' },
  })
  if (namespace === undefined) throw new ExternalError('The cluster has no namespace kube-system')
  const uid = textAt(namespace, 'metadata', 'uid')
  if (uid === '')
    throw new ExternalError('The namespace kube-system has no UID, so it is not known which cluster this is')
  return uid
}

function refused(what: string, answer: ClusterAnswer): RefusedError {
  return new RefusedError(what, answer.status, refusalOf(answer))
}

/** For an answer that is good by its status, and not what was asked for, such as one of a proxy. */
function notAsked(what: string, { text }: ClusterAnswer): ExternalError {
  return new ExternalError(`Cannot ${what}: something else came back: ${oneLine(text).slice(0, 60)}`)
}
