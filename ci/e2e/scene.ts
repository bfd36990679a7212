import { rootCertificates } from 'node:tls'
import type { Cluster } from '../../adapters/kubernetes/cluster.ts'
import { knowsKind, readObject } from '../../adapters/kubernetes/objects.ts'
import { KUBERNETES_MINOR } from '../../k8s/kubernetes-version.ts'
import { namespacesOf, type RenderOptions } from '../../k8s/render/values.ts'
import type { Site } from '../../k8s/site/model.ts'
import { perProgram } from '../../k8s/site/monitoring-images.ts'
import { DefinitionError } from '../../lib/command/definition-error.ts'
import { hasErrors } from '../../lib/diagnostic/diagnostic.ts'
import { days } from '../../lib/duration.ts'
import { listAt, textAt } from '../../lib/json/path.ts'
import { type KubernetesObject, nameOfObject } from '../../lib/kubernetes/object.ts'
import { isOfMonitoring } from '../../services/monitoring/core/cluster/monitoring-object.ts'
import { renderProject } from '../render/project.ts'
import { isOfRun, labelled, prefixOf } from './run-objects.ts'

/** The image under test, and whether nodes may pull it. */
export interface TestImage {
  readonly reference: string
  readonly pull: RenderOptions['imagePullPolicy']
}

/** What a run applies, and what of the whole it cannot. */
export interface Scene {
  readonly site: Site
  /** Undefined where the cluster has no Traefik that takes requests. */
  readonly ingressAddress: string | undefined
  readonly platform: readonly KubernetesObject[]
  readonly platformHash: string
  readonly release: readonly KubernetesObject[]
  /** A sentence for each thing that is left out. */
  readonly skipped: readonly string[]
}

/** Renders both sets for one run, without what lies outside of its namespaces and what the cluster does not know. */
export async function renderScene(cluster: Cluster, id: string, image: TestImage, release: string): Promise<Scene> {
  const ingressAddress = await findIngress(cluster)
  const site = siteOfRun(id, image.reference, ingressAddress)
  const options = { prefix: prefixOf(id), release, imagePullPolicy: image.pull }
  const { value: sets, diagnostics } = await renderProject(site, options)
  // An image that only the nodes of this cluster have has no digest.
  const mistakes = diagnostics.filter(({ code }) => code !== 'image-pinned')
  if (hasErrors(mistakes)) throw new DefinitionError(mistakes)
  const { nodesNamespace } = namespacesOf(options)
  const skipped: string[] = []
  const unknown = new Map<string, boolean>()
  const isTaken = async (object: KubernetesObject): Promise<boolean> => {
    if ((object.metadata.namespace ?? object.metadata.name) === nodesNamespace) {
      skipped.push(`${nameOfObject(object)}: it would take a port of every node`)
      return false
    }
    if (isOfMonitoring(object)) {
      skipped.push(`${nameOfObject(object)}: the nodes have no image of it`)
      return false
    }
    if (!isOfRun(object, id)) {
      skipped.push(`${nameOfObject(object)}: outside of the run’s namespaces`)
      return false
    }
    const kind = `${object.apiVersion} ${object.kind}`
    if (!unknown.has(kind)) unknown.set(kind, !(await knowsKind(cluster, object)))
    if (unknown.get(kind) === true) skipped.push(`${nameOfObject(object)}: the cluster does not know this kind`)
    return unknown.get(kind) !== true
  }
  const take = async (manifests: readonly { readonly object: KubernetesObject }[]) => {
    const taken: KubernetesObject[] = []
    for (const { object } of manifests) if (await isTaken(object)) taken.push(labelled(object, id))
    return taken
  }
  const platform = await take(sets.platform)
  const released = await take(sets.release)
  skipped.push('path edge: it lies in front of the cluster')
  if (ingressAddress === undefined) skipped.push('path ingress: no Traefik of this cluster takes requests')
  const { platformHash } = sets
  return { site, ingressAddress, platform: [...platform, edgeAuthority(id)], platformHash, release: released, skipped }
}

/** A site as an owner would have it, with names that no other has. */
function siteOfRun(id: string, image: string, ingressAddress: string | undefined): Site {
  const name = (host: string): string => `${host}.${prefixOf(id)}test.example.org`
  return {
    reach: 'lan',
    names: { site: name('www'), status: name('status'), grafana: name('grafana'), alertmanager: name('alerts') },
    repository: 'https://git.example.org/example/leadline',
    // There is no edge here: its probes end at once, and ask nobody else.
    edgeAddress: '127.0.0.1',
    edge: { lan: [], lanOnly: [], watchers: [], certificate: { kind: 'own-ca' }, nginx: '1.22' },
    nodes: [ingressAddress ?? '127.0.0.1'],
    cluster: { kubernetes: KUBERNETES_MINOR, traefikChart: '37', uid: undefined },
    app: {
      ownImage: undefined,
      port: 8080,
      replicas: 2,
      live: '/healthz',
      ready: '/readyz',
      isUnsigned: false,
      methods: undefined,
      maxBody: undefined,
      memory: undefined,
      hasProbation: true,
    },
    images: {
      leadline: image,
      monitoring: perProgram(() => image),
      pullSecret: undefined,
      platforms: [],
      plainHttp: [],
    },
    storage: { prometheus: '1Gi', alertmanager: '1Gi', retention: days(100) },
    machines: [],
    vantages: [],
    receivers: [],
    heartbeat: undefined,
  }
}

/** The authority of an edge in the own network, which an owner brings; any will do where there is no edge. */
function edgeAuthority(id: string): KubernetesObject {
  const { namespace } = namespacesOf({ prefix: prefixOf(id) })
  const data = { 'ca.crt': rootCertificates[0] ?? '' }
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'edge-ca', namespace }, data }
}

/** Where Traefik takes requests from outside: the address of its Service, which on k3s is that of a node. */
async function findIngress(cluster: Cluster): Promise<string | undefined> {
  const head = { apiVersion: 'networking.k8s.io/v1', kind: 'IngressClass', metadata: { name: 'traefik' } }
  const answer = await cluster.ask(`/apis/${head.apiVersion}/ingressclasses/${head.metadata.name}`)
  if (answer.status >= 300) return undefined
  const metadata = { name: 'traefik', namespace: 'kube-system' }
  const service = await readObject(cluster, { apiVersion: 'v1', kind: 'Service', metadata })
  const given = listAt(service, 'status', 'loadBalancer', 'ingress').map(entry => textAt(entry, 'ip'))
  const fixed = listAt(service, 'spec', 'externalIPs').map(String)
  return [...given, ...fixed].find(address => address !== '')
}
