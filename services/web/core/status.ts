import type { Reading } from '../../../slo/report/reading.ts'
import {
  reportFaultDomain,
  reportFaultInstances,
  reportIsSlow,
  reportSampleAt,
  reportSlos,
  type SloReport,
} from '../../../slo/report/report.ts'
import { type ReportedRoutes, reportRoutes } from '../../../slo/report/routes.ts'
import type { PageList } from './read-pages.ts'
import type { SloDefinition } from './slo-list.ts'

/** An SLO as the page shows it; what has no data is absent, never zero. */
export interface SloFigures extends SloReport {
  readonly description: string
  /** Whether it counts probes, so that without a prober it is not measured. */
  readonly isProbed?: boolean
}

/** What Prometheus said at one moment; never changed afterwards. */
export interface Snapshot {
  /** ISO 8601. */
  readonly takenAt: string
  /** The newest sample that Prometheus had stored then, ISO 8601; absent while it has none. */
  readonly newestSampleAt?: string
  readonly slos: readonly SloFigures[]
  /** Undefined when no prober reports, which is not the same as "none". */
  readonly faultDomain: string | undefined
  /** The moment of the prober's sample that says so, ISO 8601. */
  readonly probedAt?: string
  /** How many instances of that hop fail, as `1 of 2`; undefined where the failures follow none. */
  readonly faultInstances?: string
  /** That hop answers, only slower than it should. */
  readonly isSlow?: true
  /** How the routes stand, where no hop is named. */
  readonly routes?: ReportedRoutes
}

/** Everything the status page shows, put together apart from any request. */
export interface Status {
  /** The last that Prometheus said; undefined until it first answers. */
  readonly snapshot: Snapshot | undefined
  /** Since when Prometheus has not answered, ISO 8601; undefined while it does. */
  readonly silentSince: string | undefined
  readonly pages: PageList
  /** The defined SLOs, whether or not they are measured. */
  readonly definitions: readonly SloDefinition[]
}

/** The status before anything has been read. */
export function initialStatus(definitions: readonly SloDefinition[]): Status {
  const pages: PageList = { source: 'not-connected', pages: [] }
  return { snapshot: undefined, silentSince: undefined, pages, definitions }
}

/**
 * The snapshot that the answer to REPORT_QUERY gives. An SLO that is defined and not measured has no figures; one that is no
 * longer defined is not shown, though Prometheus still has what it recorded of it.
 */
export function takeSnapshot(
  takenAt: string,
  readings: readonly Reading[],
  definitions: readonly SloDefinition[],
): Snapshot {
  const reports = reportSlos(readings)
  return {
    takenAt,
    slos:
      definitions.length === 0
        ? reports.map(report => ({ ...report, description: '' }))
        : definitions.map(definition => ({ ...definition, ...reports.find(({ id }) => id === definition.id) })),
    faultDomain: reportFaultDomain(readings),
    ...faultDetails(readings),
  }
}

/** The SLOs to show: with figures where there are any, otherwise the bare definitions. */
export function shownSlos(status: Status): readonly SloFigures[] {
  return status.snapshot?.slos ?? status.definitions
}

function faultDetails(
  readings: readonly Reading[],
): Pick<Snapshot, 'probedAt' | 'faultInstances' | 'isSlow' | 'routes'> {
  const instances = reportFaultInstances(readings)
  const probedAt = reportSampleAt(readings)
  return {
    ...(probedAt === undefined ? {} : { probedAt }),
    ...(instances === undefined ? {} : { faultInstances: instances }),
    ...(reportIsSlow(readings) ? { isSlow: true } : {}),
    ...(reportFaultDomain(readings) === 'unknown' ? { routes: reportRoutes(readings) } : {}),
  }
}
