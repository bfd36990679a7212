import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { applyObject } from '../../adapters/kubernetes/objects.ts'
import { freePort } from '../../adapters/processes/ports.ts'
import { lacksRegistry, pushIndex, startRegistry, type TestRegistry } from '../../adapters/registry/registry.testkit.ts'
import { handMadeOf } from '../../k8s/hand-made/hand-made.ts'
import { exampleSite } from '../../k8s/render/example.testkit.ts'
import { DEFAULT_RENDER_OPTIONS } from '../../k8s/render/values.ts'
import type { Site } from '../../k8s/site/model.ts'
import { perProgram } from '../../k8s/site/monitoring-images.ts'
import { numberAt, textAt } from '../../lib/json/path.ts'
import { program, startEdge } from '../../services/edge/edge.testkit.ts'
import { answerTo, framed, serveDnsPackets, TYPE } from '../../services/prober/faults/dns-server.testkit.ts'
import { serveDns, type TestServer } from '../../services/prober/probes/fault-servers.testkit.ts'
import { type FakeCluster, startFakeCluster } from '../e2e/fake-cluster.testkit.ts'
import { renderProject } from '../render/project.ts'
import { createPlace, type Place } from './place/place.ts'

/** A whole installation on this machine: a fake API server, a real Nginx as edge, two nodes, a DNS server, and all in order. */
export interface Installation {
  readonly site: Site
  readonly fake: FakeCluster
  /** What the nodes answer; may be replaced. */
  visit: RequestListener
  /** What the programs in pods answer, by Service. */
  readonly inside: Map<string, RequestListener>
  /** Addresses by name, as this machine’s DNS has them; served again by `serveNames`. */
  readonly place: (changes?: PlaceChanges) => Place
  readonly serveNames: (names: Parameters<typeof serveDns>[0]) => Promise<void>
  /** Undefined where Debian’s registry is not installed. */
  readonly registry: TestRegistry | undefined
  readonly close: () => Promise<void>
}

interface PlaceChanges {
  readonly site?: (site: Site) => Site
  readonly now?: () => Date
  readonly ports?: Partial<Place['ports']>
  readonly env?: Readonly<Record<string, string>>
}

const NODES = ['127.0.0.2', '127.0.0.3']
const EDGE = '127.0.0.1'
const UID = '0b0b0b0b-1111-4222-8333-444444444444'

/** Starts one in which every fact is good. */
export async function startInstallation(): Promise<Installation> {
  const fake = await startFakeCluster()
  const nodePort = await freePort()
  const registry = lacksRegistry ? undefined : await startRegistry({ kind: 'basic', ...REGISTRY_USER })
  const site = await siteOfTest(registry)
  const names = Object.values(site.names)
  let dns: TestServer = await serveDns(Object.fromEntries(names.map(name => [name, [EDGE]])))
  const installation: Pick<Installation, 'visit' | 'inside'> = { visit: visitorsOf(fake), inside: new Map() }
  const nodes = await Promise.all(NODES.map(node => listen((...both) => installation.visit(...both), nodePort, node)))
  const servers = Object.entries(site.names).map(([name, host]) => program(name, { host }))
  const edge = await startEdge(
    NODES.map(node => `${node}:${nodePort}`),
    { servers },
  )
  const contents = { 'ca.crt': edge.ca, '.dockerconfigjson': registry === undefined ? '' : dockerConfig(registry) }
  const closers = await fillCluster(fake, site, contents, installation.inside)
  return Object.assign(installation, {
    site,
    fake,
    registry,
    place: ({
      site: change = one => one,
      now = () => new Date(),
      ports,
      env = { ...fake.env, ...loginOf(registry) },
    }: PlaceChanges = {}) =>
      createPlace({
        siteFile: 'k8s/site.yaml',
        env,
        now,
        ports: { https: edge.httpsPort, http: nodePort, ...ports },
        dnsServers: [`127.0.0.1:${dns.port}`],
        site: change(site),
      }),
    serveNames: async (served: Parameters<typeof serveDns>[0]) => {
      await dns.close()
      dns = await serveDns(served)
    },
    close: async () => {
      await edge.stop()
      await Promise.all([...nodes, ...closers.servers].map(close))
      await Promise.all([dns.close(), closers.clusterDns.close()])
      await registry?.stop()
      fake.close()
    },
  })
}

/** The user of the registry. */
const REGISTRY_USER = { user: 'owner', password: 'a-password-that-is-secret' }
const BASIC = Buffer.from(`${REGISTRY_USER.user}:${REGISTRY_USER.password}`).toString('base64')

/** The site of these machines, whose image lies in the registry where there is one. */
async function siteOfTest(registry: TestRegistry | undefined): Promise<Site> {
  const site = exampleSite(text =>
    text.replace('reach: public', 'reach: lan').replace('  traefik_chart', `  uid: ${UID}\n  traefik_chart`),
  )
  const edge: Site['edge'] = { ...site.edge, certificate: { kind: 'own-ca' } }
  const machines = { ...site, edgeAddress: EDGE, edge, nodes: NODES }
  if (registry === undefined) return machines
  const name = `${registry.host}/owner/leadline`
  const { digest } = await pushIndex(name, '1.0', ['amd64', 'arm64'], { authorization: `Basic ${BASIC}` })
  const image = `${name}:1.0@${digest}`
  return { ...machines, images: { ...site.images, leadline: image, monitoring: perProgram(() => image) } }
}

function loginOf(registry: TestRegistry | undefined): Readonly<Record<string, string>> {
  if (registry === undefined) return {}
  const { user, password } = REGISTRY_USER
  return { REGISTRY_HOST: registry.host, REGISTRY_USER: user, REGISTRY_PASSWORD: password }
}

/** A pull secret’s file, with this password. */
export function dockerConfig(registry: TestRegistry, password = REGISTRY_USER.password): string {
  const auth = Buffer.from(`${REGISTRY_USER.user}:${password}`).toString('base64')
  return Buffer.from(JSON.stringify({ auths: { [registry.host]: { auth } } })).toString('base64')
}

/** What a node answers in Traefik’s place: the app signs, and its log says by which way a request came. */
function visitorsOf(fake: FakeCluster): RequestListener {
  return (request, response) => {
    const { 'x-request-id': requestId, 'x-forwarded-for': forwarded } = request.headers
    const forwardedFor = `${forwarded}, ${String(request.socket.remoteAddress).replace(/^::ffff:/, '')}`
    const line = JSON.stringify({ msg: 'request', requestId, forwardedFor })
    fake.answers.set(STATUS_LOG, { status: 200, body: `${line}\n`, type: 'text/plain' })
    response.writeHead(200, { 'x-served-by': 'app', 'x-release': 'first' }).end('the page')
  }
}

export const STATUS_LOG = '/api/v1/namespaces/leadline/pods/status-1/log'

/** Puts both sets into the cluster, with what controllers and people add. */
async function fillCluster(
  fake: FakeCluster,
  site: Site,
  values: Readonly<Record<string, string>>,
  inside: Installation['inside'],
) {
  const { value: sets } = await renderProject(site, DEFAULT_RENDER_OPTIONS)
  const apply = (object: object) => applyObject(fake.cluster, object as never, 'test')
  const objects = [...sets.platform, ...sets.release].map(({ object }) => object)
  for (const object of objects) await apply(object)
  const kinds = Map.groupBy(objects, ({ apiVersion }) => apiVersion)
  for (const [version, some] of kinds) {
    const place = version.includes('/') ? `/apis/${version}` : `/api/${version}`
    fake.answers.set(place, { status: 200, body: { resources: some.map(({ kind }) => ({ kind })) } })
  }
  for (const [key, object] of fake.objects) if (key.includes('/deployments/')) fake.objects.set(key, rolledOut(object))
  for (const { kind, namespace, name, keys } of handMadeOf(site)) {
    const data = Object.fromEntries(keys.map(key => [key, values[key] ?? 'c2VjcmV0']))
    await apply({ apiVersion: 'v1', kind, metadata: { name, namespace }, data })
  }
  await apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'kube-system', uid: UID } })
  await applyMachines(fake, site)
  await apply(traefikPod(textAt(sets.platform.at(-1)?.object, 'data', 'buckets')))
  const clusterDns = await serveClusterDns()
  await applySlice(fake, 'kube-system/kube-dns', 'dns-tcp', clusterDns.port)
  const servers = await Promise.all(
    Object.entries(PROGRAMS).map(async ([place, answer]) => {
      inside.set(place, answer)
      const server = await listen((...both) => inside.get(place)?.(...both), 0)
      const { port } = server.address() as AddressInfo
      await applySlice(fake, place, 'metrics', port)
      if (place === 'kube-system/traefik') fake.podPorts.set('kube-system/traefik-1:9100', port)
      return server
    }),
  )
  return { servers, clusterDns }
}

function rolledOut(object: Record<string, unknown>): Record<string, unknown> {
  const replicas = numberAt(object, 'spec', 'replicas') ?? 1
  const status = { observedGeneration: 1, replicas, updatedReplicas: replicas, availableReplicas: replicas }
  return { ...object, status }
}

async function applyMachines(fake: FakeCluster, site: Site): Promise<void> {
  for (const [index, address] of site.nodes.entries()) {
    const name = `node-${index}`
    const status = {
      addresses: [{ address }],
      conditions: [{ type: 'Ready', status: 'True' }],
      nodeInfo: { architecture: 'amd64' },
    }
    fake.objects.set(`/api/v1/nodes/${name}`, { metadata: { name }, status })
    const lease = { metadata: { name }, spec: { renewTime: new Date().toISOString() } }
    fake.objects.set(`/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${name}`, lease)
  }
  const labels = { 'app.kubernetes.io/name': 'status' }
  fake.objects.set('/api/v1/namespaces/leadline/pods/status-1', { metadata: { name: 'status-1', labels } })
}

function traefikPod(buckets: string): object {
  const args = [`--metrics.prometheus.buckets=${buckets}`, '--providers.kubernetesingress.allowEmptyServices=true']
  const containers = [{ args, ports: [{ name: 'metrics', containerPort: 9100 }] }]
  const labels = { 'app.kubernetes.io/name': 'traefik' }
  const metadata = { name: 'traefik-1', namespace: 'kube-system', labels }
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers }, status: { phase: 'Running' } }
}

/** A Service with one ready pod, whose port is one of this machine. */
async function applySlice(fake: FakeCluster, place: string, portName: string, port: number): Promise<void> {
  const [namespace = '', service = ''] = place.split('/')
  const pod = `${service}-1`
  const metadata = { name: `${service}-x`, namespace, labels: { 'kubernetes.io/service-name': service } }
  const endpoints = [{ targetRef: { kind: 'Pod', name: pod }, conditions: { ready: true } }]
  const slice = {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata,
    ports: [{ name: portName, port }],
    endpoints,
  }
  await applyObject(fake.cluster, slice as never, 'test')
  fake.podPorts.set(`${namespace}/${pod}:${port}`, port)
}

/** What the programs inside answer when all is well. */
const PROGRAMS: Readonly<Record<string, RequestListener>> = {
  'kube-system/traefik': (_, response) => response.end('# nothing has been counted\n'),
  'leadline/prober': (request, response) => {
    const documents: Readonly<Record<string, object>> = {
      '/fault-domain': { domain: 'none', evidence: [] },
      '/definitions': { probes: ['home'] },
    }
    response.end(JSON.stringify(documents[request.url ?? '']))
  },
  'leadline-monitoring/prometheus': (_, response) =>
    response.end(JSON.stringify({ data: { activeTargets: [{ health: 'up' }] } })),
  'leadline-monitoring/alertmanager': (request, response) => {
    if (request.url === '/metrics') return response.end('alertmanager_notifications_total{integration="webhook"} 7\n')
    response.end(JSON.stringify([{ labels: { alertname: 'Watchdog' } }]))
  },
  'leadline-monitoring/grafana': (_, response) => response.end('{"database":"ok"}'),
}

/** A DNS server that knows one name, over TCP. */
async function serveClusterDns(): Promise<TestServer> {
  const address = Buffer.from([10, 43, 0, 1])
  return serveDnsPackets(
    () => undefined,
    (query, socket) => socket.write(framed(answerTo(query, { answers: [{ type: TYPE.A, data: address }] }))),
  )
}

async function listen(listener: RequestListener, port: number, host = '127.0.0.1'): Promise<Server> {
  const server = createServer(listener)
  await new Promise<void>(resolve => server.listen(port, host, resolve))
  return server
}

async function close(server: Server | undefined): Promise<void> {
  server?.closeAllConnections()
  await new Promise(resolve => server?.close(resolve) ?? resolve(undefined))
}
