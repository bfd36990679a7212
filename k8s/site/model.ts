import type { Duration } from '../../lib/duration.ts'
import type { MonitoringProgram } from './monitoring-images.ts'

export const REACHES = ['public', 'lan'] as const
export const PLATFORMS = ['amd64', 'arm64'] as const
export const RECEIVER_KINDS = ['webhook', 'email', 'telegram', 'slack'] as const
export const SEVERITIES = ['page', 'ticket', 'info'] as const
/** Major versions of Traefik's chart that k3s bundles. */
export const TRAEFIK_CHARTS = ['37', '40'] as const
/** The names of a site, by what is behind each. */
export const PROGRAMS = ['site', 'status', 'grafana', 'alertmanager'] as const
export type ProgramName = (typeof PROGRAMS)[number]
export const CERTIFICATE_KINDS = ['certbot', 'files', 'own-ca'] as const
/** Methods that an edge may pass on. */
export const HTTP_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const
type TraefikChart = (typeof TRAEFIK_CHARTS)[number]

/** One key of a secret, by name: a value never stands in a file. */
interface SecretKey {
  readonly secret: string
  readonly key: string
}

export interface Receiver extends SecretKey {
  readonly severity: (typeof SEVERITIES)[number]
  readonly kind: (typeof RECEIVER_KINDS)[number]
  readonly to?: string
  /** Of email: the sender, who is also the user of the server, and the server with its port. */
  readonly from?: string
  readonly server?: string
}

interface SiteApp {
  /** The owner's own image; undefined for ours. */
  readonly ownImage: string | undefined
  readonly port: number
  readonly replicas: number
  readonly live: string
  readonly ready: string
  /** Whether an own app does not say which answers are its own. */
  readonly isUnsigned: boolean
  /** The methods that an own app knows; undefined for ours. */
  readonly methods: readonly string[] | undefined
  /** The largest body that an own app takes, such as `1Mi`; undefined for ours. */
  readonly maxBody: string | undefined
  /** The memory limit of a pod of an own app; undefined for ours. */
  readonly memory: string | undefined
  /** Whether a release is unproven for a while after it was judged good. */
  readonly hasProbation: boolean
}

/** Where the certificate of the edge comes from. */
export type EdgeCertificate =
  | { readonly kind: 'certbot'; readonly email: string | undefined }
  | { readonly kind: 'files'; readonly certificate: string; readonly key: string }
  | { readonly kind: 'own-ca' }

/** The machine in front of the cluster, besides its address. */
interface SiteEdge {
  /** The own network, by its parts (CIDR). */
  readonly lan: readonly string[]
  /** What only the own network may open. */
  readonly lanOnly: readonly ProgramName[]
  /** Addresses of machines that measure the site, besides the nodes. */
  readonly watchers: readonly string[]
  readonly certificate: EdgeCertificate
  /** Minor version of Nginx: `1.22`. */
  readonly nginx: string
}

/** A machine that is no node, and that node-exporter runs on. */
export interface SiteMachine {
  readonly name: string
  readonly address: string
}

/** A prober outside of the cluster. */
export interface SiteVantage extends SiteMachine {
  /** Where it answers with its metrics. */
  readonly port: number
  /** Where it asks the edge; undefined for the address that the name has. */
  readonly edge: string | undefined
}

/** What an owner says of their machines, names and images; everything else of the manifests follows from it. */
export interface Site {
  readonly reach: (typeof REACHES)[number]
  readonly names: Readonly<Record<ProgramName, string>>
  readonly repository: string
  readonly edgeAddress: string
  readonly edge: SiteEdge
  readonly nodes: readonly string[]
  readonly cluster: {
    readonly kubernetes: string
    readonly traefikChart: TraefikChart
    readonly uid: string | undefined
  }
  readonly app: SiteApp
  readonly images: {
    readonly leadline: string
    /** Images of the programs that monitor. */
    readonly monitoring: Readonly<Record<MonitoringProgram, string>>
    readonly pullSecret: string | undefined
    readonly platforms: readonly string[]
    /** Registries that speak HTTP without TLS. */
    readonly plainHttp: readonly string[]
  }
  readonly storage: { readonly prometheus: string; readonly alertmanager: string; readonly retention: Duration }
  readonly machines: readonly SiteMachine[]
  readonly vantages: readonly SiteVantage[]
  readonly receivers: readonly Receiver[]
  readonly heartbeat: SecretKey | undefined
}
