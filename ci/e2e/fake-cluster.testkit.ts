import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { json as readJson } from 'node:stream/consumers'
import { type Cluster, openCluster } from '../../adapters/kubernetes/cluster.ts'
import { textAt } from '../../lib/json/path.ts'

/** A fake of the API server: it keeps objects by their paths, and removes with a namespace what lies in it. */
export interface FakeCluster {
  readonly cluster: Cluster
  /** Names its kubeconfig. */
  readonly env: { readonly KUBECONFIG: string }
  /** What it has, by path. */
  readonly objects: Map<string, Record<string, unknown>>
  /** How far its clock is ahead of ours, in milliseconds. */
  clockAhead: number
  readonly close: () => void
}

/** Starts one on a free port. */
export async function startFakeCluster(): Promise<FakeCluster> {
  const objects: FakeCluster['objects'] = new Map()
  let version = 0
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://fake')
    const give = (status: number, body: unknown): void => {
      response.sendDate = false
      const date = new Date(Date.now() + fake.clockAhead).toUTCString()
      response.writeHead(status, { 'content-type': 'application/json', date }).end(JSON.stringify(body))
    }
    if (request.method === 'PATCH') {
      const isNew = !objects.has(pathname)
      const given = (await readJson(request)) as Record<string, unknown>
      const kept = objects.get(pathname)
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
      for (const key of objects.keys())
        if (key === pathname || key.includes(`/namespaces/${pathname.split('/').at(-1)}/`)) objects.delete(key)
      return give(200, {})
    }
    const one = objects.get(pathname)
    if (one !== undefined) return give(200, one)
    const wanted = (searchParams.get('labelSelector') ?? '')
      .split(',')
      .filter(Boolean)
      .map(pair => pair.split('='))
    const items = [...objects].flatMap(([key, object]) => {
      const isInside = key.startsWith(`${pathname}/`) && !key.slice(pathname.length + 1).includes('/')
      return isInside && wanted.every(([name = '', value]) => textAt(object, 'metadata', 'labels', name) === value)
        ? [object]
        : []
    })
    const isCollection = /\/(namespaces|pods|endpointslices|clusterroles|clusterrolebindings|priorityclasses)$/.test(
      pathname,
    )
    give(isCollection || pathname === '/version' ? 200 : 404, { items })
  })
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
  const fake: FakeCluster = { cluster, env, objects, clockAhead: 0, close }
  return fake
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
