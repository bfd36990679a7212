import type { Duration } from '../../lib/duration.ts'

export const REACHES = ['public', 'lan'] as const
export const PLATFORMS = ['amd64', 'arm64'] as const
export const RECEIVER_KINDS = ['webhook', 'email', 'telegram', 'slack'] as const
export const SEVERITIES = ['page', 'ticket', 'info'] as const
/** Major versions of Traefik's chart that k3s bundles. */
export const TRAEFIK_CHARTS = ['37', '40'] as const
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
  /** The memory limit of a pod of an own app; undefined for ours. */
  readonly memory: string | undefined
}

/** What an owner says of their machines, names and images; everything else of the manifests follows from it. */
export interface Site {
  readonly reach: (typeof REACHES)[number]
  readonly names: Readonly<Record<'site' | 'status' | 'grafana' | 'alertmanager', string>>
  readonly repository: string
  readonly edgeAddress: string
  readonly nodes: readonly string[]
  readonly cluster: {
    readonly kubernetes: string
    readonly traefikChart: TraefikChart
    readonly uid: string | undefined
  }
  readonly app: SiteApp
  readonly images: {
    readonly leadline: string
    readonly pullSecret: string | undefined
    readonly platforms: readonly string[]
  }
  readonly storage: { readonly prometheus: string; readonly alertmanager: string; readonly retention: Duration }
  readonly receivers: readonly Receiver[]
  readonly heartbeat: SecretKey | undefined
}
