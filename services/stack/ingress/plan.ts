import type { Part } from '../plan/part.ts'

/** An instance of the app. */
export interface IngressServer {
  readonly name: string
  readonly host: string
  readonly port: number
}

/** What an ingress of the stack routes to, and where it keeps its files. */
export interface IngressPlan {
  readonly port: number
  /** Ping and metrics. */
  readonly adminPort: number
  readonly siteHost: string
  readonly servers: readonly IngressServer[]
  /** A folder of its own for configuration, logs and temporary files. */
  readonly folder: string
  /** Who Nginx' workers are, see `NginxRun`; Traefik has none. */
  readonly workerUser: string | undefined
}

/** An ingress ready to be started: files to write first, then the command. */
export interface RenderedIngress {
  readonly files: readonly { readonly path: string; readonly text: string }[]
  readonly args: readonly string[]
  /** Answers 200 when the ingress is alive. */
  readonly pingUrl: string
  /** Names the instances that are ready, where the ingress does not ask them itself; read again on SIGHUP. */
  readonly following?: Part['following']
  /** Prometheus' target, where the ingress has metrics. */
  readonly metricsTarget?: string
  /** Why this is not the real ingress. */
  readonly standIn?: string
}
