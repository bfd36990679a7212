import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { parseJson } from '../../../lib/json/parse.ts'
import type { ScriptedApi } from './scripted-api.testkit.ts'

/** A scripted API server on a port of this machine. */
export interface ServedApi {
  /** Names its kubeconfig. */
  readonly env: { readonly KUBECONFIG: string }
  readonly close: () => void
}

/** Kinds that it says to know, by their API. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  '/api/v1': [
    'ConfigMap',
    'LimitRange',
    'Namespace',
    'PersistentVolumeClaim',
    'ResourceQuota',
    'Service',
    'ServiceAccount',
  ],
  '/apis/apps/v1': ['DaemonSet', 'Deployment'],
  '/apis/helm.cattle.io/v1': ['HelmChartConfig'],
  '/apis/networking.k8s.io/v1': ['Ingress', 'NetworkPolicy'],
  '/apis/policy/v1': ['PodDisruptionBudget'],
  '/apis/rbac.authorization.k8s.io/v1': ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'],
  '/apis/scheduling.k8s.io/v1': ['PriorityClass'],
  '/apis/traefik.io/v1alpha1': ['Middleware'],
}

/** Serves a scripted API server to other processes; everyone may do everything there. */
export async function serveApi({ cluster }: ScriptedApi): Promise<ServedApi> {
  const server = createServer(async (request, response) => {
    const place = request.url ?? '/'
    const body = parseJson(await text(request))
    const give = (status: number, answer: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(typeof answer === 'string' ? answer : JSON.stringify(answer))
    }
    const kinds = KINDS[place]
    if (kinds !== undefined) return give(200, { resources: kinds.map(kind => ({ kind })) })
    if (place.endsWith('/selfsubjectreviews')) return give(201, { status: { userInfo: { username: 'deployer' } } })
    if (place.endsWith('/selfsubjectaccessreviews')) return give(201, { status: { allowed: true } })
    try {
      const answer = await cluster.ask(place, { method: (request.method ?? 'GET') as 'GET', body })
      give(answer.status, answer.text)
    } catch {
      // The script ends the connection.
      request.socket.destroy()
    }
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const folder = mkdtempSync(path.join(tmpdir(), 'leadline-served-'))
  const file = path.join(folder, 'kubeconfig')
  writeFileSync(file, kubeconfigOf(`http://127.0.0.1:${(server.address() as AddressInfo).port}`))
  return {
    env: { KUBECONFIG: file },
    close() {
      server.closeAllConnections()
      server.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A kubeconfig of one cluster at an address. */
export function kubeconfigOf(server: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'fake', cluster: { server, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'deployer', user: {} }],
    contexts: [{ name: 'fake', context: { cluster: 'fake', user: 'deployer' } }],
    'current-context': 'fake',
  })
}
