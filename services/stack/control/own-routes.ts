import { probeOf, type Slo, sloId } from '../../../slo/core/model.ts'

/** What of the probes is a page's or an SLO's own. */
export interface OwnRoutes {
  /** The routes whose failures count, as the prober names them: `probe path`. */
  readonly routes: ReadonlySet<string>
  /** The probes whose slowness counts too. */
  readonly timed: ReadonlySet<string>
}

/** The routes whose probes SLOs count; none for an SLO of other metrics. */
export function routesOf(slos: readonly Slo[], ids: readonly string[]): OwnRoutes {
  const probes = slos.flatMap(slo => (ids.includes(sloId(slo)) ? (probeOf(slo) ?? []) : []))
  return {
    routes: new Set(probes.map(({ probe, path }) => `${probe} ${path}`)),
    // A hop that answers late spends nothing of a budget without a threshold.
    timed: new Set(probes.flatMap(({ probe, latency }) => (latency === undefined ? [] : [probe]))),
  }
}

/** Whether one of the routes is of a probe. */
export function isOfProbe({ routes }: OwnRoutes, probe: string): boolean {
  return [...routes].some(route => route.startsWith(`${probe} `))
}
