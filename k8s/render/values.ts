import { formatDuration } from '../../lib/duration.ts'
import { MEMORY_LIMIT_MEBIBYTES, NODE_ENVIRONMENT, NODE_FLAGS } from '../../lib/node-flags.ts'
import { SECRETS_MOUNT } from '../../services/monitoring/core/cluster/alertmanager.ts'
import { retentionSize } from '../../services/monitoring/core/cluster/prometheus.ts'
import { NODE_EXPORTER_PORT } from '../../services/monitoring/core/cluster/scrapes.ts'
import { PROBER_FILE } from '../../services/prober/contract/main-file.ts'
import { WEB_FILE } from '../../services/web/contract/main-file.ts'
import { bytesOf } from '../quantity.ts'
import type { Site } from '../site/model.ts'
import { latencyBuckets } from './buckets.ts'
import type { Values } from './fill.ts'
import { PUBLIC_RESOLVER } from './public-dns.ts'

/** What differs between renderings of one site. */
export interface RenderOptions {
  /** Stands before the names of namespaces and of what belongs to no namespace: two installations in one cluster. */
  readonly prefix: string
  /** The name of this version, as `x-release` carries it; that of the image when absent. */
  readonly release?: string
  readonly imagePullPolicy: 'IfNotPresent' | 'Never'
}

export const DEFAULT_RENDER_OPTIONS: RenderOptions = { prefix: '', imagePullPolicy: 'IfNotPresent' }

/** What the project says besides the site. */
export interface ProjectFacts {
  /** The thresholds of latency SLOs. */
  readonly thresholdsSeconds: readonly number[]
}

/** The uid of our pods; Node's compile cache in the image is filled as it. */
const UID = 1000

const POD_SECURITY = { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } } as const
const OUR_POD_SECURITY = { ...POD_SECURITY, runAsUser: UID, runAsGroup: UID, fsGroup: UID } as const

/** The names of our namespaces; what is on every node has one of its own. */
export function namespacesOf({ prefix }: Pick<RenderOptions, 'prefix'>) {
  return {
    namespace: `${prefix}leadline`,
    monitoringNamespace: `${prefix}leadline-monitoring`,
    nodesNamespace: `${prefix}leadline-nodes`,
  } as const
}

/** Everything that manifests refer to. */
export function manifestValues(site: Site, options: RenderOptions, facts: ProjectFacts): Values {
  const { prefix, imagePullPolicy } = options
  const namespaces = namespacesOf(options)
  const { names, images, edgeAddress, nodes } = site
  const memory = `${MEMORY_LIMIT_MEBIBYTES}Mi`
  return {
    ...namespaces,
    prefix,
    imagePullPolicy,
    memory,
    image: images.leadline,
    release: options.release ?? releaseOf(images.leadline),
    pullSecrets: images.pullSecret === undefined ? undefined : [{ name: images.pullSecret }],
    podSecurity: OUR_POD_SECURITY,
    prometheusUrl: `http://prometheus.${namespaces.monitoringNamespace}.svc.cluster.local:9090`,
    'names.site': names.site,
    'names.status': names.status,
    'names.alertmanager': names.alertmanager,
    'names.grafana': names.grafana,
    'malloc.arenaMax': NODE_ENVIRONMENT.MALLOC_ARENA_MAX,
    'malloc.mmapThreshold': NODE_ENVIRONMENT.MALLOC_MMAP_THRESHOLD_,
    'malloc.trimThreshold': NODE_ENVIRONMENT.MALLOC_TRIM_THRESHOLD_,
    'status.command': commandOf(WEB_FILE),
    'prober.command': commandOf(PROBER_FILE),
    ...appValues(site, options, memory),
    ...monitoringValues(site),
    'edge.host': inUrl(edgeAddress),
    'edge.caFile': site.reach === 'lan' ? '/etc/leadline/edge-ca/ca.crt' : '',
    'edge.networks': [networkOf(edgeAddress)],
    'edge.blocks': [{ ipBlock: { cidr: networkOf(edgeAddress) } }],
    'ingress.addresses': nodes.map(node => `${inUrl(node)}:80`).join(','),
    'ingress.blocks': nodes.map(node => ({ ipBlock: { cidr: networkOf(node) } })),
    'machines.rule': machinesRule(site.machines),
    'vantages.rule': vantagesRule(site.vantages),
    'publicDns.rule': site.reach === 'public' ? publicDnsRule() : undefined,
    'traefik.buckets': latencyBuckets(facts.thresholdsSeconds).join(','),
  }
}

function appValues({ app, images }: Site, options: RenderOptions, memory: string): Values {
  const image = app.ownImage ?? images.leadline
  const isOurs = app.ownImage === undefined
  return {
    'app.image': image,
    'app.release': options.release ?? releaseOf(image),
    'app.command': isOurs ? commandOf(WEB_FILE) : undefined,
    'app.podSecurity': isOurs ? OUR_POD_SECURITY : POD_SECURITY,
    'app.memory': app.memory ?? memory,
    'app.port': app.port,
    'app.portText': String(app.port),
    'app.replicas': app.replicas,
    'app.live': app.live,
    'app.ready': app.ready,
  }
}

function monitoringValues({ images, storage, receivers }: Site): Values {
  return {
    'monitoring.prometheus': images.monitoring.prometheus,
    'monitoring.kubeStateMetrics': images.monitoring.kube_state_metrics,
    'monitoring.nodeExporter': images.monitoring.node_exporter,
    'monitoring.grafana': images.monitoring.grafana,
    'monitoring.alertmanager': images.monitoring.alertmanager,
    'storage.prometheus': storage.prometheus,
    'storage.alertmanager': storage.alertmanager,
    ...secretValues(receivers),
    'prometheus.retention': formatDuration(storage.retention),
    'prometheus.retentionSize': retentionSize(bytesOf(storage.prometheus) ?? 0),
  }
}

/** The secrets of the receivers as one volume, a folder for each; none where no one is written to. */
function secretValues(receivers: Site['receivers']): Values {
  const bySecret = Map.groupBy(receivers, ({ secret }) => secret)
  const sources = [...bySecret].map(([name, all]) => {
    const keys = [...new Set(all.map(({ key }) => key))]
    return { secret: { name, optional: true, items: keys.map(key => ({ key, path: `${name}/${key}` })) } }
  })
  const has = sources.length > 0
  return {
    'alertmanager.secrets': has ? { name: 'secrets', projected: { sources } } : undefined,
    'alertmanager.secretsMount': has ? { name: 'secrets', mountPath: SECRETS_MOUNT, readOnly: true } : undefined,
  }
}

function commandOf(file: string): readonly string[] {
  return ['node', ...NODE_FLAGS, file]
}

/** The name of a version where no other is given: the start of the image's digest, or its tag. */
export function releaseOf(image: string): string {
  const [, digest] = /@sha256:([0-9a-f]{12})/.exec(image) ?? []
  return digest ?? image.slice(image.lastIndexOf(':') + 1)
}

function inUrl(address: string): string {
  return address.includes(':') ? `[${address}]` : address
}

function networkOf(address: string): string {
  return `${address}/${address.includes(':') ? 128 : 32}`
}

/** A rule without anyone would let through everyone. */
function machinesRule(machines: Site['machines']): object | undefined {
  const to = machines.map(({ address }) => ({ ipBlock: { cidr: networkOf(address) } }))
  return to.length === 0 ? undefined : { to, ports: [{ port: NODE_EXPORTER_PORT, protocol: 'TCP' }] }
}

function vantagesRule(vantages: Site['vantages']): object | undefined {
  const [first, ...others] = [...new Set(vantages.map(({ port }) => port))]
  if (first === undefined) return undefined
  const to = vantages.map(({ address }) => ({ ipBlock: { cidr: networkOf(address) } }))
  return { to, ports: [first, ...others].map(port => ({ port, protocol: 'TCP' })) }
}

function publicDnsRule(): object {
  const ports = ['UDP', 'TCP'].map(protocol => ({ port: 53, protocol }))
  return { to: [{ ipBlock: { cidr: networkOf(PUBLIC_RESOLVER) } }], ports }
}
