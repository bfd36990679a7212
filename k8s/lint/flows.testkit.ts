import { at, listAt } from '../../lib/json/path.ts'
import type { KubernetesObject } from '../../lib/kubernetes/object.ts'
import { containersOf, labelsAt, podLabels, selects } from './pods.ts'

/** Something that sends or receives: a pod, or an address outside the cluster. */
interface Peer {
  readonly name: string
  readonly namespace?: string
  readonly labels?: Readonly<Record<string, unknown>>
  readonly address?: string
  /** Its ports by name; a port is `8080/TCP`. */
  readonly ports: Readonly<Record<string, string>>
}

const inCluster = (name: string, namespace: string, labels: Peer['labels'], ports: Peer['ports']): Peer => ({
  name,
  namespace,
  labels: labels ?? {},
  ports,
})

/** Ports that only a rule without ports lets through, and those that rules name. */
const EVERYTHING: Peer['ports'] = {
  ...Object.fromEntries(
    ['8000', '8080', '8081', '9090', '17300', '80', '443', '53', '9999'].map(port => [`p${port}`, `${port}/TCP`]),
  ),
  udp: '53/UDP',
}

/** What our pods may meet besides each other. */
const OTHERS: readonly Peer[] = [
  inCluster(
    'traefik',
    'kube-system',
    { 'app.kubernetes.io/name': 'traefik' },
    { web: '8000/TCP', traefik: '8080/TCP', metrics: '9100/TCP', other: '9999/TCP' },
  ),
  inCluster(
    'svclb',
    'kube-system',
    { 'svccontroller.k3s.cattle.io/svcname': 'traefik' },
    { http: '80/TCP', https: '443/TCP' },
  ),
  inCluster(
    'dns',
    'kube-system',
    { 'k8s-app': 'kube-dns' },
    { dns: '53/UDP', 'dns-tcp': '53/TCP', metrics: '9153/TCP' },
  ),
  inCluster('stranger', 'default', { 'app.kubernetes.io/name': 'app' }, { http: '8080/TCP' }),
  inCluster(
    'neighbour',
    'leadline',
    { 'app.kubernetes.io/name': 'neighbour' },
    { http: '8080/TCP', metrics: '8081/TCP' },
  ),
  inCluster('system', 'kube-system', { app: 'metrics-server' }, EVERYTHING),
  inCluster('monitor', 'leadline-monitoring', { app: 'grafana' }, EVERYTHING),
  ...['app.kubernetes.io/name', 'k8s-app', 'svccontroller.k3s.cattle.io/svcname'].flatMap(key =>
    ['traefik', 'prometheus', 'prober', 'app', 'kube-dns'].map(value =>
      inCluster(`impostor ${key}=${value}`, 'default', { [key]: value }, EVERYTHING),
    ),
  ),
  { name: 'edge', address: '192.0.2.10', ports: { https: '443/TCP', metrics: '9100/TCP', ssh: '22/TCP' } },
  { name: 'runner', address: '192.0.2.20', ports: { metrics: '9100/TCP', prober: '17300/TCP', ssh: '22/TCP' } },
  {
    name: 'node',
    address: '192.0.2.11',
    ports: { http: '80/TCP', api: '6443/TCP', kubelet: '10250/TCP', metrics: '9100/TCP', ssh: '22/TCP' },
  },
  {
    name: 'internet',
    address: '203.0.113.1',
    ports: { https: '443/TCP', smtps: '465/TCP', mail: '587/TCP', ssh: '22/TCP' },
  },
  { name: 'resolver', address: '9.9.9.9', ports: { dns: '53/UDP', 'dns-tcp': '53/TCP', https: '443/TCP' } },
]

function podPeers(objects: readonly KubernetesObject[]): readonly Peer[] {
  return objects
    .filter(({ kind }) => kind === 'Deployment')
    .map(deployment => {
      const ports = containersOf(deployment).flatMap(({ container }) => listAt(container, 'ports'))
      const byName = ports.map(port => [
        String(at(port, 'name')),
        `${at(port, 'containerPort')}/${at(port, 'protocol') ?? 'TCP'}`,
      ])
      const { name, namespace = '' } = deployment.metadata
      return inCluster(name, namespace, podLabels(deployment), Object.fromEntries(byName))
    })
}

/** Every connection that the policies let through, as `from → to port`, computed as Kubernetes does. */
export function flowsOf(objects: readonly KubernetesObject[]): readonly string[] {
  const policies = objects.filter(({ kind }) => kind === 'NetworkPolicy')
  const peers = [...podPeers(objects), ...OTHERS]
  const flows = peers.flatMap(from =>
    peers
      .filter(to => to !== from && (from.namespace?.startsWith('leadline') || to.namespace?.startsWith('leadline')))
      .flatMap(to =>
        Object.values(to.ports)
          .filter(
            port => passes(policies, 'egress', from, to, port, to) && passes(policies, 'ingress', to, from, port, to),
          )
          .map(port => `${from.name} → ${to.name} ${port}`),
      ),
  )
  return [...new Set(flows)].sort()
}

type Side = 'ingress' | 'egress'

/** Whether one side lets a connection through: who is selected by no policy of a side is open on it. */
function passes(
  policies: readonly KubernetesObject[],
  side: Side,
  self: Peer,
  other: Peer,
  port: string,
  owner: Peer,
): boolean {
  const own = policies.filter(
    policy =>
      policy.metadata.namespace === self.namespace && isSelected(policy, self) && typesOf(policy).includes(side),
  )
  if (own.length === 0) return true
  return own.some(policy => listAt(policy, 'spec', side).some(rule => admits(rule, side, other, port, owner, policy)))
}

function typesOf(policy: KubernetesObject): readonly string[] {
  const types = at(policy, 'spec', 'policyTypes')
  if (Array.isArray(types)) return types.map(type => String(type).toLowerCase())
  return ['ingress', ...(at(policy, 'spec', 'egress') === undefined ? [] : ['egress'])]
}

function isSelected(policy: KubernetesObject, { labels = {} }: Peer): boolean {
  const selector = at(policy, 'spec', 'podSelector')
  return matches(selector, labels)
}

/** An empty selector matches everything. */
function matches(selector: unknown, labels: Readonly<Record<string, unknown>>): boolean {
  const wanted = labelsAt(selector, 'matchLabels')
  const expressions = listAt(selector, 'matchExpressions')
  const isIn = expressions.every(
    one => at(one, 'operator') === 'In' && listAt(one, 'values').includes(labels[String(at(one, 'key'))]),
  )
  return (Object.keys(wanted).length === 0 || selects(wanted, labels)) && isIn
}

function admits(rule: unknown, side: Side, other: Peer, port: string, owner: Peer, policy: KubernetesObject): boolean {
  const ports = listAt(rule, 'ports')
  const isPort =
    ports.length === 0 ||
    ports.some(one => {
      const [number, protocol] = port.split('/')
      const named = at(one, 'port')
      const isSame = named === undefined || String(named) === number || owner.ports[String(named)] === port
      return isSame && (at(one, 'protocol') ?? 'TCP') === protocol
    })
  const peers = listAt(rule, side === 'ingress' ? 'from' : 'to')
  return isPort && (peers.length === 0 || peers.some(peer => isPeer(peer, other, policy)))
}

function isPeer(peer: unknown, other: Peer, policy: KubernetesObject): boolean {
  const cidr = at(peer, 'ipBlock', 'cidr')
  if (cidr !== undefined)
    return other.address !== undefined && [`${other.address}/32`, '0.0.0.0/0'].includes(String(cidr))
  if (other.namespace === undefined) return false
  const [namespaces, pods] = [at(peer, 'namespaceSelector'), at(peer, 'podSelector')]
  const isNamespace =
    namespaces === undefined
      ? other.namespace === policy.metadata.namespace
      : matches(namespaces, { 'kubernetes.io/metadata.name': other.namespace })
  return isNamespace && (pods === undefined || matches(pods, other.labels ?? {}))
}

/** Who talks to whom; docs/kubernetes.md shows it as a picture. */
export const DECLARED_FLOWS: readonly string[] = [
  'alertmanager → dns 53/TCP',
  'alertmanager → dns 53/UDP',
  'alertmanager → edge 443/TCP',
  'alertmanager → internet 443/TCP',
  'alertmanager → internet 465/TCP',
  'alertmanager → internet 587/TCP',
  'alertmanager → resolver 443/TCP',
  'app → dns 53/TCP',
  'app → dns 53/UDP',
  'app → prometheus 9090/TCP',
  'grafana → dns 53/TCP',
  'grafana → dns 53/UDP',
  'grafana → prometheus 9090/TCP',
  'kube-state-metrics → dns 53/TCP',
  'kube-state-metrics → dns 53/UDP',
  'kube-state-metrics → node 6443/TCP',
  'monitor → dns 53/TCP',
  'monitor → dns 53/UDP',
  'neighbour → dns 53/TCP',
  'neighbour → dns 53/UDP',
  'prober → app 8080/TCP',
  'prober → dns 53/TCP',
  'prober → dns 53/UDP',
  'prober → edge 443/TCP',
  'prober → node 80/TCP',
  'prober → resolver 53/TCP',
  'prober → resolver 53/UDP',
  'prober → svclb 80/TCP',
  'prober → traefik 8000/TCP',
  'prober → traefik 8080/TCP',
  'prometheus → alertmanager 9093/TCP',
  'prometheus → app 8081/TCP',
  'prometheus → dns 53/TCP',
  'prometheus → dns 53/UDP',
  'prometheus → edge 9100/TCP',
  'prometheus → runner 17300/TCP',
  'prometheus → runner 9100/TCP',
  'prometheus → node 10250/TCP',
  'prometheus → node 9100/TCP',
  'prometheus → node 6443/TCP',
  'prometheus → grafana 3000/TCP',
  'prometheus → kube-state-metrics 8080/TCP',
  'prometheus → prober 17300/TCP',
  'prometheus → status 8081/TCP',
  'prometheus → traefik 9100/TCP',
  'status → dns 53/TCP',
  'status → dns 53/UDP',
  'status → prometheus 9090/TCP',
  'traefik → alertmanager 9093/TCP',
  'traefik → app 8080/TCP',
  'traefik → grafana 3000/TCP',
  'traefik → status 8080/TCP',
].sort()
