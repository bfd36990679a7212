import type { Site } from '../../../k8s/site/model.ts'
import { count } from '../../../lib/count.ts'
import { listAt, textAt } from '../../../lib/json/path.ts'
import { isSameAddress } from '../../../lib/text/same-address.ts'
import { bad, type Fact, type Finding, good, unchecked } from '../core/fact.ts'
import type { Place } from '../place/place.ts'
import { readList, readPath } from '../place/reading.ts'
import { LARGEST_SKEW_SECONDS } from './largest-skew.ts'

/** The machines of the cluster, as the API server sees them. */
export const NODE_FACTS: readonly Fact<Place>[] = [
  {
    id: 'nodes',
    part: 'cluster',
    asks: 'Are the nodes ready, at the addresses and with the processors that the site file names?',
    right: 'list nodes',
    after: ['login', 'site'],
    mend: '`kubectl get nodes -o wide`, and `journalctl -u k3s-agent` on the one that is not ready',
    async ask(place) {
      const [cluster, site] = await Promise.all([place.cluster(), place.site()])
      return judgeNodes(await readList(cluster, { apiVersion: 'v1', kind: 'Node' }), site)
    },
  },
  {
    id: 'node-clocks',
    part: 'cluster',
    asks: 'Do the nodes and the API server have the same time?',
    right: 'list leases in kube-node-lease',
    after: ['login'],
    mend: '`timedatectl set-ntp true` on each node',
    async ask(place) {
      const cluster = await place.cluster()
      const leases = await readList(cluster, { ...LEASE, namespace: 'kube-node-lease' })
      const { date } = await cluster.ask('/version')
      return judgeLeases(leases, date)
    },
  },
  {
    id: 'kinds',
    part: 'cluster',
    asks: 'Does the cluster know every kind that the sets have, such as Traefik’s Middleware?',
    after: ['login', 'manifests'],
    mend: 'k3s brings them with its Traefik: remove `disable: traefik` from /etc/rancher/k3s/config.yaml, and restart k3s',
    async ask(place) {
      const [cluster, sets] = await Promise.all([place.cluster(), place.sets()])
      const objects = [...sets.platform, ...sets.release].map(({ object }) => object)
      const wanted = new Map(objects.map(({ apiVersion, kind }) => [`${apiVersion} ${kind}`, { apiVersion, kind }]))
      const versions = [...new Set([...wanted.values()].map(({ apiVersion }) => apiVersion))]
      const known = await Promise.all(
        versions.map(async version => {
          const path = version.includes('/') ? `/apis/${version}` : `/api/${version}`
          const kinds = listAt(await readPath(cluster, path, `get ${path}`), 'resources')
          return kinds.map(one => `${version} ${textAt(one, 'kind')}`)
        }),
      )
      const missing = [...wanted.keys()].filter(kind => !known.flat().includes(kind))
      if (missing.length === 0) return good(count(wanted.size, 'kind'))
      const says = `the cluster does not know ${missing.join(', ')}`
      return bad(
        says,
        missing.some(kind => /traefik|helm/.test(kind)) ? TRAEFIK : '`kubectl api-resources` lists what it knows',
      )
    },
  },
]

const LEASE = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease' }
const TRAEFIK =
  'k3s brings them with its Traefik: remove `disable: traefik` from /etc/rancher/k3s/config.yaml, and restart k3s'

function judgeNodes(nodes: readonly unknown[], site: Site): Finding {
  if (nodes.length === 0) return bad('the cluster has no node', 'start k3s on a machine: docs/install.md')
  const name = (node: unknown): string => textAt(node, 'metadata', 'name')
  const unready = nodes.filter(node => !isReady(node)).map(name)
  if (unready.length > 0) {
    return bad(
      `${unready.join(', ')} ${unready.length === 1 ? 'is' : 'are'} not ready`,
      `\`kubectl describe node ${unready[0]}\`; \`journalctl -u k3s\` there`,
    )
  }
  const addresses = nodes.flatMap(node => listAt(node, 'status', 'addresses').map(one => textAt(one, 'address')))
  const strange = site.nodes.filter(address => !addresses.some(one => isSameAddress(one, address)))
  if (strange.length > 0) {
    const says = `no node has the address ${strange.join(', ')} of cluster.nodes; they have ${addresses.join(', ')}`
    return bad(says, 'write the addresses that `kubectl get nodes -o wide` shows to cluster.nodes in k8s/site.yaml')
  }
  const processors = [...new Set(nodes.map(node => textAt(node, 'status', 'nodeInfo', 'architecture')))]
  const unknown = processors.filter(one => !site.images.platforms.includes(one))
  if (unknown.length > 0) {
    return bad(
      `a node is ${unknown.join(' and ')}, and images.platforms has ${site.images.platforms.join(', ')}`,
      `add ${unknown.join(', ')} to images.platforms in k8s/site.yaml, and build the images for it`,
    )
  }
  return good(`${count(nodes.length, 'node')} ready: ${nodes.map(name).join(', ')} (${processors.join(', ')})`)
}

function isReady(node: unknown): boolean {
  return listAt(node, 'status', 'conditions').some(
    one => textAt(one, 'type') === 'Ready' && textAt(one, 'status') === 'True',
  )
}

/** A node renews its Lease every ten seconds, by its own clock; one that is older than a minute is that of a node that is gone. */
const LONGEST_RENEWAL_SECONDS = 60

function judgeLeases(leases: readonly unknown[], now: Date): Finding {
  const ages = leases.map(lease => ({
    name: textAt(lease, 'metadata', 'name'),
    seconds: (now.getTime() - Date.parse(textAt(lease, 'spec', 'renewTime'))) / 1000,
  }))
  if (ages.length === 0) return unchecked('no node has renewed a Lease')
  const ahead = ages.filter(({ seconds }) => seconds < -LARGEST_SKEW_SECONDS)
  const behind = ages.filter(({ seconds }) => seconds > LONGEST_RENEWAL_SECONDS)
  const words = [
    ...ahead.map(({ name, seconds }) => `the clock of ${name} is ${Math.round(-seconds)} s ahead`),
    ...behind.map(({ name, seconds }) => `${name} was last heard ${Math.round(seconds)} s ago, or its clock is behind`),
  ]
  return words.length === 0
    ? good(`less than ${LARGEST_SKEW_SECONDS} s ahead, and all heard within a minute`)
    : bad(
        words.join('; '),
        `\`timedatectl set-ntp true\` on ${[...ahead, ...behind].map(({ name }) => name).join(', ')}`,
      )
}
