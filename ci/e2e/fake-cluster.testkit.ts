import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { json as readJson } from 'node:stream/consumers'
import { WebSocketServer } from 'ws'
import { type Cluster, openCluster } from '../../adapters/kubernetes/cluster.ts'
import { at, listAt, textAt } from '../../lib/json/path.ts'

/** A fake of the API server: it keeps objects by their paths, and removes with a namespace what lies in it, and with an owner what is its own. */
export interface FakeCluster {
  readonly cluster: Cluster
  /** Names its kubeconfig. */
  readonly env: { readonly KUBECONFIG: string }
  /** What it has, by path. */
  readonly objects: Map<string, Record<string, unknown>>
  /** How far its clock is ahead of ours, in milliseconds. */
  clockAhead: number
  /** Answers in its place, by path, before it looks at anything else. */
  readonly answers: Map<string, FakeAnswer | (() => FakeAnswer)>
  /** The ports of pods that it forwards, as `namespace/pod:port`, each with the port of this machine that stands for it. */
  readonly podPorts: Map<string, number>
  /** Rights that it does not grant: `verb group/resource namespace`. */
  readonly denied: Set<string>
  readonly close: () => void
}

/** An answer as it is sent. */
interface FakeAnswer {
  readonly status: number
  readonly body: unknown
  /** `application/json` when absent. */
  readonly type?: string
}

/** What its /version says: that it is none. */
const VERSION = { gitVersion: 'v1.34.0-fake', major: '1', minor: '34' }

/** Starts one on a free port. */
export async function startFakeCluster(): Promise<FakeCluster> {
  const objects: FakeCluster['objects'] = new Map()
  const podPorts = new Map<string, number>()
  const denied = new Set<string>()
  let version = 0
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://fake')
    const give = (status: number, body: unknown, type = 'application/json'): void => {
      response.sendDate = false
      const date = new Date(Date.now() + fake.clockAhead).toUTCString()
      response.writeHead(status, { 'content-type': type, date })
      response.end(typeof body === 'string' ? body : JSON.stringify(body))
    }
    const scripted = fake.answers.get(pathname)
    if (scripted !== undefined) {
      const { status, body, type } = typeof scripted === 'function' ? scripted() : scripted
      return give(status, body, type)
    }
    if (pathname.endsWith('/eviction')) {
      objects.delete(pathname.slice(0, -'/eviction'.length))
      return give(201, {})
    }
    if (request.method === 'POST') return give(201, reviewed(pathname, await readJson(request), fake.denied))
    if (pathname === '/version') return give(200, VERSION)
    if (request.method === 'PATCH') {
      const isNew = !objects.has(pathname)
      const given = (await readJson(request)) as Record<string, unknown>
      const kept = objects.get(pathname)
      if (request.headers['content-type'] === 'application/merge-patch+json') {
        if (kept === undefined) return give(404, { message: `${pathname} not found` })
        objects.set(pathname, merged(kept, given) as Record<string, unknown>)
        return give(200, objects.get(pathname))
      }
      const isSame = kept !== undefined && JSON.stringify(given) === JSON.stringify(Object(kept).given)
      if (!isSame) version += 1
      const metadata = {
        ...Object(given.metadata),
        resourceVersion: isSame ? textAt(kept, 'metadata', 'resourceVersion') : String(version),
      }
      const created = new Date(Date.now() + fake.clockAhead).toISOString()
      objects.set(pathname, { ...given, given, metadata: { creationTimestamp: created, ...metadata } })
      return give(isNew ? 201 : 200, objects.get(pathname))
    }
    if (request.method === 'DELETE') {
      const gone = objects.get(pathname)
      for (const [key, object] of objects) {
        const isInside = key.includes(`/namespaces/${pathname.split('/').at(-1)}/`)
        if (key === pathname || isInside || isOwnedBy(object, gone)) objects.delete(key)
      }
      return give(200, {})
    }
    const one = objects.get(pathname)
    if (one !== undefined) return give(200, one)
    const pairsOf = (name: string) =>
      (searchParams.get(name) ?? '')
        .split(',')
        .filter(Boolean)
        .map(pair => pair.split('='))
    const wanted = pairsOf('labelSelector')
    const fields = pairsOf('fieldSelector')
    const items = [...objects].flatMap(([key, object]) => {
      const isInside = key.startsWith(`${pathname}/`) && !key.slice(pathname.length + 1).includes('/')
      const isWanted =
        wanted.every(([name = '', value]) => textAt(object, 'metadata', 'labels', name) === value) &&
        fields.every(([field = '', value]) => textAt(object, ...field.split('.')) === value)
      return isInside && isWanted ? [object] : []
    })
    give(COLLECTION.test(pathname) ? 200 : 404, { kind: 'List', items })
  })
  forwardPorts(server, podPorts, denied)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const folder = mkdtempSync(path.join(tmpdir(), 'leadline-fake-'))
  const file = path.join(folder, 'kubeconfig')
  const { port } = server.address() as AddressInfo
  writeFileSync(file, kubeconfigOf(port))
  const env = { KUBECONFIG: file }
  const cluster = await openCluster(env)
  if (cluster === undefined) throw new Error('the fake has a kubeconfig')
  const close = (): void => {
    server.closeAllConnections()
    server.close()
    rmSync(folder, { recursive: true, force: true })
  }
  const fake: FakeCluster = {
    cluster,
    env,
    objects,
    clockAhead: 0,
    answers: new Map(),
    podPorts,
    denied,
    close,
  }
  return fake
}

/** What lists objects, and is there when it has none. */
const COLLECTION =
  /\/(namespaces|nodes|pods|jobs|deployments|replicasets|events|endpointslices|leases|clusterroles|clusterrolebindings|priorityclasses)$/

/** What a merge patch (RFC 7386) makes of a value. */
function merged(value: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch
  const result: Record<string, unknown> = { ...Object(value) }
  for (const [key, part] of Object.entries(patch)) {
    if (part === null) delete result[key]
    else result[key] = merged(result[key], part)
  }
  return result
}

function isOwnedBy(object: unknown, owner: unknown): boolean {
  const named = listAt(object, 'metadata', 'ownerReferences')
  return named.some(
    reference =>
      textAt(reference, 'kind') === textAt(owner, 'kind') &&
      textAt(reference, 'name') === textAt(owner, 'metadata', 'name'),
  )
}

/** The reviews that ask what a person may, and who they are. */
function reviewed(pathname: string, review: unknown, denied: ReadonlySet<string>): unknown {
  if (pathname.endsWith('/selfsubjectreviews')) return { status: { userInfo: { username: 'nobody' } } }
  const asked = at(review, 'spec', 'resourceAttributes')
  const text = (name: string): string => textAt(asked, name)
  const resource = [text('resource'), text('subresource')].filter(Boolean).join('/')
  return { status: { allowed: !denied.has(`${text('verb')} ${text('group')}/${resource} ${text('namespace')}`) } }
}

/** Forwards ports as an API server does: bytes in numbered channels, of which each begins with the number of the port. */
function forwardPorts(server: Server, podPorts: ReadonlyMap<string, number>, denied: ReadonlySet<string>): void {
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => 'v4.channel.k8s.io' })
  server.on('upgrade', (request, socket, head) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://fake')
    const [, namespace, pod] = /namespaces\/([^/]+)\/pods\/([^/]+)\/portforward$/.exec(pathname) ?? []
    const asked = searchParams.get('ports') ?? ''
    const port = podPorts.get(`${namespace}/${pod}:${asked}`)
    const isDenied = denied.has(`get /pods/portforward ${namespace}`)
    if (port === undefined || isDenied) {
      const message = isDenied ? `pods "${pod}" is forbidden` : `pods "${pod}" not found`
      const body = JSON.stringify({ kind: 'Status', message })
      const lines = [
        isDenied ? 'HTTP/1.1 403 Forbidden' : 'HTTP/1.1 404 Not Found',
        'content-type: application/json',
        `content-length: ${body.length}`,
      ]
      return void socket.end([...lines, '', body].join('\r\n'))
    }
    sockets.handleUpgrade(request, socket, head, channel => {
      const number = Buffer.alloc(2)
      number.writeUInt16LE(Number(asked))
      for (const stream of [0, 1]) channel.send(Buffer.concat([Buffer.from([stream]), number]))
      const upstream = connect(port, '127.0.0.1')
      channel.on('message', (data: Buffer) => upstream.write(data.subarray(1)))
      channel.on('close', () => upstream.destroy())
      upstream.on('data', data => channel.send(Buffer.concat([Buffer.from([0]), data])))
      upstream.on('error', error =>
        channel.send(Buffer.concat([Buffer.from([1]), Buffer.from(`${error.message}: connection refused`)])),
      )
      upstream.on('close', () => channel.close())
    })
  })
}

function kubeconfigOf(port: number): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'fake', cluster: { server: `http://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'nobody', user: {} }],
    contexts: [{ name: 'fake', context: { cluster: 'fake', user: 'nobody' } }],
    'current-context': 'fake',
  })
}
