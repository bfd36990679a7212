import type { Cluster } from '../../../adapters/kubernetes/cluster.ts'
import { openCluster } from '../../../adapters/kubernetes/cluster.ts'
import { ClusterError } from '../../../adapters/kubernetes/cluster-error.ts'
import { NO_KUBECONFIG } from '../../../adapters/kubernetes/kubeconfig.ts'
import type { RenderedSets } from '../../../k8s/render/sets.ts'
import { DEFAULT_RENDER_OPTIONS, namespacesOf } from '../../../k8s/render/values.ts'
import type { Site } from '../../../k8s/site/model.ts'
import type { Parsed } from '../../../lib/diagnostic/diagnostic.ts'
import { type Duration, seconds } from '../../../lib/duration.ts'
import { ExternalError } from '../../../lib/system-error.ts'
import { readSite, readSiteFile, renderProject } from '../../render/project.ts'

/** All that the facts of an installation may ask; each is opened once, by the first fact that needs it. */
export interface Place {
  readonly siteFile: string
  /** The site as it is written, with its mistakes. */
  readonly parsedSite: () => Promise<Parsed<Site | undefined>>
  /** The site as it is written; rejects where it has mistakes. */
  readonly site: () => Promise<Site>
  /** The site with every image by its digest, and what is not pinned. */
  readonly pinnedSite: () => Promise<Parsed<Site | undefined>>
  readonly parsedSets: () => Promise<Parsed<RenderedSets>>
  readonly sets: () => Promise<RenderedSets>
  readonly cluster: () => Promise<Cluster>
  /** The authority of the edge's certificate in the own network, in PEM; undefined where the cluster has none. */
  readonly edgeAuthority: () => Promise<string | undefined>
  readonly env: Readonly<Record<string, string | undefined>>
  readonly now: () => Date
  readonly namespaces: ReturnType<typeof namespacesOf>
  /** Where edge and nodes take requests. */
  readonly ports: { readonly https: number; readonly http: number }
  /** `address:port` of DNS servers; those of this machine when absent. */
  readonly dnsServers: readonly string[] | undefined
}

export interface PlaceInput {
  readonly siteFile: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly now: () => Date
  readonly ports?: Place['ports']
  readonly dnsServers?: readonly string[]
  /** The site, with every image by its digest, where it was read before. */
  readonly site?: Site
  /** What is rendered of it, where that was done before. */
  readonly sets?: RenderedSets
}

/** How long one exchange may take: three of them fit into what all facts may take together. */
export const EXCHANGE_PATIENCE: Duration = seconds(4)

/** A place in which nothing is open yet. */
export function createPlace({ siteFile, env, now, ports, dnsServers, site: given, sets }: PlaceInput): Place {
  const known = given === undefined ? undefined : { value: given, diagnostics: [] }
  const parsedSite = memo(async () => known ?? (await readSiteFile(siteFile)).parsed)
  const pinnedSite = memo(async () => known ?? (await readSite(siteFile)))
  const site = memo(async () => required((await parsedSite()).value, `${siteFile} has mistakes`))
  const parsedSets = memo(async () => {
    if (sets !== undefined) return { value: sets, diagnostics: [] }
    const pinned = required((await pinnedSite()).value, `${siteFile} has images without digest`)
    return renderProject(pinned, DEFAULT_RENDER_OPTIONS)
  })
  const namespaces = namespacesOf(DEFAULT_RENDER_OPTIONS)
  const cluster = memo(async () => {
    const opened = await openCluster(env, EXCHANGE_PATIENCE)
    if (opened === undefined) throw new ClusterError('kubeconfig', NO_KUBECONFIG.split(':')[0] ?? '', COPY)
    return opened
  })
  const edgeAuthority = memo(async () => {
    const path = `/api/v1/namespaces/${namespaces.namespace}/configmaps/edge-ca`
    const { status, body } = await (await cluster()).ask(path)
    return status === 200 ? authorityIn(body) : undefined
  })
  return {
    siteFile,
    parsedSite,
    site,
    pinnedSite,
    parsedSets,
    sets: async () => (await parsedSets()).value,
    cluster,
    edgeAuthority,
    env,
    now,
    namespaces,
    ports: ports ?? { https: 443, http: 80 },
    dnsServers,
  }
}

const COPY =
  'copy /etc/rancher/k3s/k3s.yaml of the first node, with its address in the place of 127.0.0.1, and `export KUBECONFIG=FILE`'

function authorityIn(map: unknown): string | undefined {
  const text: unknown = Reflect.get(Object(Reflect.get(Object(map), 'data')), 'ca.crt')
  return typeof text === 'string' ? text : undefined
}

function required<T>(value: T | undefined, otherwise: string): T {
  if (value === undefined) throw new ExternalError(otherwise)
  return value
}

function memo<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make()
    return made
  }
}
