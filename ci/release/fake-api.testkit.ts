import type { Cluster, ClusterAnswer } from '../../adapters/kubernetes/cluster.ts'
import { collectionPath, objectPath } from '../../k8s/render/api-paths.ts'
import { textAt } from '../../lib/json/path.ts'
import type { KubernetesObject } from '../../lib/kubernetes/object.ts'

/** A fake of an API server in the process of the test: it gives the objects and logs that it was given, and writes down what it was asked. */
export interface FakeApi {
  readonly cluster: Cluster
  /** `GET /api/v1/…`, in order. */
  readonly asked: string[]
}

/** What the fake has. */
export interface FakeContents {
  readonly objects: readonly KubernetesObject[]
  /** Texts by `namespace/pod/container`. */
  readonly logs?: Readonly<Record<string, string>>
  /** Paths that begin so are forbidden. */
  readonly forbidden?: readonly string[]
  readonly now: Date
}

const COLLECTION = /^\/(?:api\/v1|apis\/[^/]+\/[^/]+)(?:\/namespaces\/[^/]+)?\/[a-z]+$/

/** Makes one. */
export function fakeApi({ objects, logs = {}, forbidden = [], now }: FakeContents): FakeApi {
  const asked: string[] = []
  const answer = (status: number, body: unknown, text = JSON.stringify(body)): ClusterAnswer => ({
    status,
    body,
    text,
    date: now,
  })
  const ask: Cluster['ask'] = async (place, { method = 'GET' } = {}) => {
    asked.push(`${method} ${place}`)
    const url = new URL(place, 'http://fake')
    const { pathname, searchParams } = url
    if (method !== 'GET') return answer(405, { message: 'the fake can only be read' })
    if (forbidden.some(start => pathname.startsWith(start))) return answer(403, { message: `${pathname} is forbidden` })
    const log = /\/namespaces\/([^/]+)\/pods\/([^/]+)\/log$/.exec(pathname)
    if (log !== null) {
      const text = logs[`${log[1]}/${log[2]}/${searchParams.get('container')}`]
      return text === undefined ? answer(404, { message: 'no log' }) : answer(200, undefined, text)
    }
    const one = objects.find(object => objectPath(object) === pathname)
    if (one !== undefined) return answer(200, one)
    if (pathname === '/version') return answer(200, {})
    const list = listedAt(objects, url)
    return list === undefined ? answer(404, { message: 'not found' }) : answer(200, list)
  }
  const dial = () => Promise.reject(new Error('this fake opens no connections'))
  return { cluster: { context: 'fake', contexts: ['fake'], server: 'http://fake', ask, dial }, asked }
}

/** The list that an API server gives at an address, in pages where they are asked for; undefined where no collection is. */
export function listedAt(objects: readonly KubernetesObject[], { pathname, searchParams }: URL): unknown {
  if (!COLLECTION.test(pathname)) return undefined
  const items = objects.filter(object => {
    const { apiVersion, kind, metadata } = object
    return collectionPath(apiVersion, kind, metadata.namespace) === pathname && isSelected(object, searchParams)
  })
  const from = Number(searchParams.get('continue') ?? 0)
  const until = from + Number(searchParams.get('limit') ?? items.length)
  const metadata = until < items.length ? { continue: String(until) } : {}
  return { kind: `${items[0]?.kind ?? ''}List`, metadata, items: items.slice(from, until) }
}

function isSelected(object: KubernetesObject, query: URLSearchParams): boolean {
  const wanted = (query.get('labelSelector') ?? '').split(',').filter(Boolean)
  const fields = (query.get('fieldSelector') ?? '').split(',').filter(Boolean)
  return (
    wanted.every(pair => {
      const [name = '', value] = pair.split('=')
      return textAt(object, 'metadata', 'labels', name) === value
    }) &&
    fields.every(pair => {
      const [path = '', value] = pair.split('=')
      return textAt(object, ...path.split('.')) === value
    })
  )
}
