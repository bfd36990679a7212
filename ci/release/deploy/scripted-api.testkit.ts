import type { Cluster, ClusterAnswer } from '../../../adapters/kubernetes/cluster.ts'
import { objectPath } from '../../../k8s/render/api-paths.ts'
import { at, listAt, numberAt, textAt } from '../../../lib/json/path.ts'
import type { KubernetesObject } from '../../../lib/kubernetes/object.ts'
import type { Reply } from '../core/gate-run/simulated.testkit.ts'
import { listedAt } from '../fake-api.testkit.ts'
import { podObjects } from './fake-pods.testkit.ts'
import {
  type FakePod,
  type FakeRollout,
  newestOf,
  releaseOf,
  serving,
  statusOf,
  tick,
  withoutDeployment,
  withTemplate,
} from './fake-rollout.testkit.ts'

/**
 * A fake of an API server with its controllers, in the process of the test and on the test's clock: it keeps objects, does
 * server-side apply with its conflicts, rolls Deployments out as the scripts of their images say, and answers with the texts of
 * Kubernetes 1.34.
 */
export interface ScriptedApi {
  readonly cluster: Cluster
  /** Every request, in order: `PATCH /apis/… dry`, without its query. */
  readonly asked: string[]
  readonly objects: Map<string, KubernetesObject>
  /** What a request through a path gets now. */
  readonly reply: (path: string, index: number) => Reply
  /** The pods of the app, as the controllers have them now. */
  readonly pods: () => readonly FakePod[]
  /** Puts an object there as someone else made it. */
  readonly put: (object: KubernetesObject, manager?: string) => void
  /** Changes an object of the app's namespace as someone else does; who applied it before is kept. */
  readonly edit: (
    kind: string,
    name: string,
    change: (object: KubernetesObject) => KubernetesObject,
    by: string,
    added?: object,
  ) => void
}

export interface ApiRequest {
  /** The how manieth request it is, from 1. */
  readonly count: number
  readonly method: string
  readonly path: string
  readonly isDry: boolean
}

export interface ApiScript {
  /** Seconds, on the test's clock. */
  readonly now: () => number
  /** What happens to a request before it is carried out: an answer, or an error that is thrown. */
  readonly interfere?: (request: ApiRequest) => Partial<ClusterAnswer> | undefined
  /** Whether a request is carried out, and its answer lost. */
  readonly lose?: (request: ApiRequest) => boolean
  /** How far the server's clock is ahead. */
  readonly aheadSeconds?: number
  /** How far the clocks of the nodes are behind the server's. */
  readonly nodesBehindSeconds?: number
  /** How long after a change the controllers see it. */
  readonly lagSeconds?: number
}

const EPOCH = Date.UTC(2026, 10, 29, 9)

export function scriptedApi(script: ApiScript): ScriptedApi {
  const {
    now,
    interfere = () => undefined,
    lose = () => false,
    aheadSeconds = 0,
    nodesBehindSeconds = 0,
    lagSeconds = 0,
  } = script
  const objects: ScriptedApi['objects'] = new Map()
  const rollouts = new Map<string, FakeRollout>()
  const asked: string[] = []
  let unseen: { readonly at: number; readonly see: () => void }[] = []
  let version = 0
  let ticked = now()
  const moment = (seconds = now()): Date => new Date(EPOCH + (seconds + aheadSeconds) * 1000)
  const answer = (status: number, body: unknown): ClusterAnswer => ({
    status,
    body,
    text: JSON.stringify(body),
    date: moment(),
  })
  const refuse = (status: number, message: string) => answer(status, { kind: 'Status', code: status, message })

  const advance = (): void => {
    for (; ticked + 1 <= now(); ticked += 1) {
      const seen = unseen.filter(({ at }) => at <= ticked + 1)
      unseen = unseen.filter(change => !seen.includes(change))
      for (const { see } of seen) see()
      for (const rollout of rollouts.values()) tick(rollout, ticked + 1)
    }
  }
  const store = (place: string, object: KubernetesObject): KubernetesObject => {
    version += 1
    const before = objects.get(place)
    const generation = (numberAt(before, 'metadata', 'generation') ?? 0) + 1
    const uid = textAt(before, 'metadata', 'uid') || textAt(object, 'metadata', 'uid') || `uid-${place}`
    const metadata = { ...object.metadata, uid, generation, resourceVersion: String(version) }
    const stored = { ...object, metadata } as KubernetesObject
    objects.set(place, stored)
    if (object.kind === 'Deployment') {
      const rollout = rollouts.get(place) ?? { deployment: stored, sets: [], pods: [], progressed: now() }
      rollouts.set(place, rollout)
      const at = now() + lagSeconds
      if (lagSeconds === 0) withTemplate(rollout, stored, at)
      else unseen.push({ at, see: () => withTemplate(rollout, stored, at) })
    }
    return stored
  }
  const shown = (place: string, object: KubernetesObject): KubernetesObject => {
    const rollout = rollouts.get(place)
    return rollout === undefined ? object : { ...object, status: statusOf(rollout, now()) }
  }
  /** What is made by controllers: ReplicaSets, pods, events. */
  const made = (): readonly KubernetesObject[] =>
    [...rollouts.values()].flatMap(rollout =>
      podObjects(rollout, newestOf(rollout), { now: now(), moment, nodesBehindSeconds }),
    )

  /** The Deployments behind the app's Service. */
  const appRollouts = (): readonly FakeRollout[] =>
    [...rollouts.values()].filter(({ deployment }) => /^app(-canary)?$/.test(deployment.metadata.name))

  const apply = (place: string, body: KubernetesObject, query: URLSearchParams): ClusterAnswer => {
    const before = objects.get(place)
    const manager = query.get('fieldManager') ?? ''
    const others = listAt(before, 'metadata', 'managedFields').filter(one => textAt(one, 'manager') !== manager)
    // One that says which fields it has has only added some, which is no conflict.
    const other = others.find(one => textAt(one, 'operation') === 'Update' && at(one, 'fieldsV1') === undefined)
    if (other !== undefined && query.get('force') !== 'true') {
      return refuse(
        409,
        `Apply failed with 1 conflict: conflict with "${textAt(other, 'manager')}" using ${body.apiVersion}: .spec`,
      )
    }
    // A forced apply takes the fields over.
    const managedFields = [{ manager, operation: 'Apply' }, ...others.filter(one => one !== other)]
    // What others have said and an apply does not speak of stays: here this alone.
    const paused = at(before, 'spec', 'paused')
    const spec = paused === undefined ? {} : { spec: { paused, ...Object(body.spec) } }
    const object = { ...body, ...spec, metadata: { ...body.metadata, managedFields } }
    const isSame = before !== undefined && contentOf(before) === contentOf(object)
    const isDry = query.get('dryRun') === 'All'
    if (isSame) return answer(200, before)
    return answer(before === undefined ? 201 : 200, isDry ? object : store(place, object))
  }
  const carryOut = (method: string, url: URL, body: unknown): ClusterAnswer => {
    const { pathname, searchParams } = url
    const before = objects.get(pathname)
    if (method === 'PATCH') return apply(pathname, body as KubernetesObject, searchParams)
    if (method === 'POST') {
      const place = objectPath(body as KubernetesObject)
      if (objects.has(place)) return refuse(409, `leases.coordination.k8s.io "deploy" already exists`)
      return answer(201, store(place, body as KubernetesObject))
    }
    if (method === 'PUT') {
      const isStale = textAt(body, 'metadata', 'resourceVersion') !== textAt(before, 'metadata', 'resourceVersion')
      if (isStale) return refuse(409, 'Operation cannot be fulfilled: the object has been modified')
      return answer(200, store(pathname, body as KubernetesObject))
    }
    if (method === 'DELETE') {
      objects.delete(pathname)
      const ending = rollouts.get(pathname)
      if (ending !== undefined) withoutDeployment(ending, now())
      return answer(200, {})
    }
    return read(url)
  }
  const read = (url: URL): ClusterAnswer => {
    const { pathname } = url
    if (pathname === '/version') return answer(200, { gitVersion: 'v1.34.4' })
    const log = /\/pods\/([^/]+)\/log$/.exec(pathname)
    if (log !== null) {
      const pod = [...rollouts.values()].flatMap(({ pods }) => pods).find(({ name }) => name === log[1])
      return { status: 200, body: undefined, text: pod?.set.script.log ?? 'listening on 8080\n', date: moment() }
    }
    const one = objects.get(pathname)
    if (one !== undefined) return answer(200, shown(pathname, one))
    const all = [...[...objects].map(([place, object]) => shown(place, object)), ...made()]
    const list = listedAt(all, url)
    return list === undefined ? refuse(404, `"${pathname}" not found`) : answer(200, list)
  }
  const ask: Cluster['ask'] = async (place, { method = 'GET', body } = {}) => {
    advance()
    const url = new URL(place, 'http://fake')
    const isDry = url.searchParams.get('dryRun') === 'All'
    asked.push(`${method} ${url.pathname}${isDry ? ' dry' : ''}`)
    const request = { count: asked.length, method, path: url.pathname, isDry }
    const other = interfere(request)
    if (other !== undefined) return { ...answer(200, undefined), ...other }
    const carriedOut = carryOut(method, url, structuredClone(body))
    return lose(request) ? answer(503, { message: 'the connection was lost' }) : carriedOut
  }
  return {
    cluster: {
      context: 'fake',
      contexts: ['fake'],
      server: 'https://fake',
      ask,
      dial: () => Promise.reject(new Error('the fake forwards no ports')),
    },
    asked,
    objects,
    put(object, manager = 'kubectl') {
      const managedFields = [{ manager, operation: 'Update' }]
      store(objectPath(object), {
        ...object,
        metadata: { ...object.metadata, managedFields } as KubernetesObject['metadata'],
      })
    },
    edit(kind, name, change, by, added) {
      for (const [place, object] of objects) {
        if (object.kind !== kind || object.metadata.name !== name) continue
        const before = listAt(object, 'metadata', 'managedFields')
        const managedFields = [
          ...before,
          { manager: by, operation: 'Update', ...(added === undefined ? {} : { fieldsV1: added }) },
        ]
        const changed = change(object)
        store(place, { ...changed, metadata: { ...object.metadata, managedFields } as KubernetesObject['metadata'] })
      }
    },
    pods() {
      advance()
      return appRollouts().flatMap(({ pods }) => pods)
    },
    reply(_, index) {
      advance()
      const pods = appRollouts().flatMap(rollout => serving(rollout, now()))
      const pod = pods[index % Math.max(1, pods.length)]
      if (pod === undefined) {
        return { release: undefined, failure: { reason: 'status', status: 503, answeredBy: 'ingress' } }
      }
      return { release: releaseOf(pod), ...pod.set.script.reply?.(_, index) }
    },
  }
}

function contentOf({ metadata, ...rest }: KubernetesObject): string {
  const { labels, annotations, managedFields } = metadata as KubernetesObject['metadata'] &
    Readonly<Record<string, unknown>>
  return JSON.stringify([rest, labels, annotations, managedFields])
}
