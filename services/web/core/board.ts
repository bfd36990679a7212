import { LABELS, SERIES } from '../../../slo/names.ts'
import { type Reading, reportFaultDomain, reportSlos, type SloReport } from '../../../slo/report.ts'
import type { PageList } from './page.ts'
import type { SloDefinition } from './slo-definition.ts'

/** An SLO as the page shows it; what has no data is absent, never zero. */
export interface SloFigures extends SloReport {
  readonly description: string
  /** The part of events that was good in the period, as far as there is data. */
  readonly periodSli?: number
}

/** What Prometheus said at one moment; never changed afterwards. */
export interface Snapshot {
  /** ISO 8601. */
  readonly takenAt: string
  readonly slos: readonly SloFigures[]
  /** Undefined when the prober says nothing at all, which is not the same as "none". */
  readonly faultDomain: string | undefined
}

/** Everything the status page shows, put together apart from any request. */
export interface Board {
  /** The last that Prometheus said; undefined until it first answers. */
  readonly snapshot: Snapshot | undefined
  /** Since when Prometheus has not answered, ISO 8601; undefined while it does. */
  readonly silentSince: string | undefined
  readonly pages: PageList
  /** What is promised, whether or not it is measured. */
  readonly definitions: readonly SloDefinition[]
}

/** The board before anything has been read. */
export function firstBoard(definitions: readonly SloDefinition[]): Board {
  const pages: PageList = { source: 'not-connected', pages: [] }
  return { snapshot: undefined, silentSince: undefined, pages, definitions }
}

/** Good events over days: what REPORT_QUERY leaves out because the length of a period is not known beforehand. */
export const PERIOD_QUERY = `{__name__=~"${SERIES.errorRatio('[0-9]+d')}"}`

/** The snapshot that the answers to REPORT_QUERY and PERIOD_QUERY give; an SLO that is only promised has no figures. */
export function takeSnapshot(
  takenAt: string,
  readings: readonly Reading[],
  definitions: readonly SloDefinition[],
): Snapshot {
  const reports = reportSlos(readings)
  const defined = new Set(definitions.map(({ id }) => id))
  return {
    takenAt,
    slos: [
      ...definitions.map(definition => ({
        ...definition,
        ...withPeriod(reports.find(({ id }) => id === definition.id) ?? definition, readings),
      })),
      ...reports
        .filter(({ id }) => !defined.has(id))
        .map(report => ({ ...withPeriod(report, readings), description: '' })),
    ],
    faultDomain: reportFaultDomain(readings),
  }
}

/** The SLOs to show: with figures where there are any, and otherwise the bare promises. */
export function shownSlos(board: Board): readonly SloFigures[] {
  return board.snapshot?.slos ?? board.definitions
}

function withPeriod(report: SloReport, readings: readonly Reading[]): SloReport & Pick<SloFigures, 'periodSli'> {
  if (report.periodDays === undefined) return report
  const series = SERIES.errorRatio(`${report.periodDays}d`)
  const bad = readings.find(({ labels }) => labels.__name__ === series && labels[LABELS.id] === report.id)
  return bad === undefined || Number.isNaN(bad.value) ? report : { ...report, periodSli: 1 - bad.value }
}
