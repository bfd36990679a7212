import { objectPath } from '../../k8s/render/api-paths.ts'
import type { KubernetesObject } from '../../lib/kubernetes/object.ts'

const NETWORKING = 'networking.k8s.io/v1'
const byName = (name: string) => ({ matchLabels: { 'app.kubernetes.io/name': name } })

function node(name: string): KubernetesObject {
  const status = { conditions: [{ type: 'Ready', status: 'True' }] }
  return { apiVersion: 'v1', kind: 'Node', metadata: { name }, spec: {}, status }
}

function pod(
  app: string,
  number: number,
  nodeName: string,
  labels: Readonly<Record<string, string>> = {},
): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `${app}-${number}`, namespace: 'leadline', labels: { 'app.kubernetes.io/name': app, ...labels } },
    spec: { nodeName },
  }
}

const OURS = { 'app.kubernetes.io/part-of': 'leadline' }

/** What drills look at of a release that runs on two nodes, by the paths of an API server. */
export function leadlineIn(): readonly (readonly [path: string, object: KubernetesObject])[] {
  const objects: readonly KubernetesObject[] = [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'prober', namespace: 'leadline' },
      spec: {
        template: { spec: { containers: [{ image: 'example.org/leadline:1', imagePullPolicy: 'IfNotPresent' }] } },
      },
    },
    {
      apiVersion: NETWORKING,
      kind: 'Ingress',
      metadata: { name: 'app', namespace: 'leadline' },
      spec: { ingressClassName: 'traefik', rules: [] },
    },
    {
      apiVersion: NETWORKING,
      kind: 'NetworkPolicy',
      metadata: { name: 'app', namespace: 'leadline' },
      spec: {
        podSelector: byName('app'),
        ingress: [{ from: [{ podSelector: byName('traefik') }, { podSelector: byName('prober') }] }],
      },
    },
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: {
        name: 'kubernetes',
        namespace: 'default',
        labels: { 'kubernetes.io/service-name': 'kubernetes' },
      },
      ports: [{ port: 6443 }],
      endpoints: [{ addresses: ['192.0.2.11'] }],
    },
    node('server'),
    node('worker'),
    pod('app', 1, 'server', OURS),
    pod('app', 2, 'worker', OURS),
    pod('prober', 1, 'server', OURS),
    pod('stranger', 1, 'worker'),
  ]
  return objects.map(object => [objectPath(object), object])
}
