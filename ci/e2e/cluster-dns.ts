import type { Cluster } from '../../adapters/kubernetes/cluster.ts'
import { listObjects } from '../../adapters/kubernetes/objects.ts'
import { at, listAt, numberAt, textAt } from '../../lib/json/path.ts'
import type { KubernetesObject } from '../../lib/kubernetes/object.ts'

const SLICE = ['discovery.k8s.io/v1', 'EndpointSlice'] as const
const DNS_PORT = 53

/** Where a cluster's DNS answers. */
interface DnsPlace {
  readonly address: string
  readonly port: number
  readonly isPod: boolean
}

/**
 * Policies that let pods of these namespaces ask a DNS that is not where our own policy expects it: in pods, on port 53. A policy
 * sees the pod behind the Service, so that one with another port would be closed. None where the DNS is an ordinary one.
 */
export async function policiesForDns(
  cluster: Cluster,
  namespaces: readonly string[],
): Promise<readonly KubernetesObject[]> {
  const where = { namespace: 'kube-system', labels: 'kubernetes.io/service-name=kube-dns' }
  const places = (await listObjects(cluster, SLICE, where)).flatMap(placesOf)
  const others = places.filter(({ port, isPod }) => port !== DNS_PORT || !isPod)
  if (others.length === 0) return []
  const egress = others.map(({ address, port }) => ({
    to: [{ ipBlock: { cidr: `${address}/${address.includes(':') ? 128 : 32}` } }],
    ports: ['UDP', 'TCP'].map(protocol => ({ port, protocol })),
  }))
  return namespaces.map(namespace => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'other-dns', namespace },
    spec: { podSelector: {}, policyTypes: ['Egress'], egress },
  }))
}

function placesOf(slice: KubernetesObject): readonly DnsPlace[] {
  const ports = listAt(slice, 'ports').filter(port => /^dns/.test(textAt(port, 'name')))
  return listAt(slice, 'endpoints').flatMap(endpoint =>
    listAt(endpoint, 'addresses').flatMap(address =>
      ports.map(port => ({
        address: String(address),
        port: numberAt(port, 'port') ?? DNS_PORT,
        isPod: at(endpoint, 'targetRef', 'kind') === 'Pod',
      })),
    ),
  )
}
