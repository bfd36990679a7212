import { createPrometheus, type Prometheus } from '../../../adapters/prometheus/client.ts'
import { milliseconds, minutes, seconds } from '../../../lib/duration.ts'
import { ExternalError } from '../../../lib/system-error.ts'
import type { DraftFacts, SeenAlert } from '../../../postmortems/draft/facts.ts'
import { pathEnds } from '../../../postmortems/draft/path-ends.ts'
import { type DraftGrid, signalsOf } from '../../../postmortems/draft/signals.ts'
import { LABELS as PROBER_LABELS } from '../../../services/prober/contract/labels.ts'
import { FAULT_DOMAINS, METRICS } from '../../../services/prober/contract/names.ts'
import { type Slo, sloId } from '../../../slo/core/model.ts'
import { LABELS } from '../../../slo/core/names.ts'
import { releasesQuery } from '../../../slo/report/span/questions.ts'
import { releaseChanges } from '../../../slo/report/span/releases.ts'
import type { Series } from '../../../slo/report/span/series.ts'
import { firingsOf } from '../../../slo/timeline/replay-chart.ts'
import { askReport } from '../../report/ask-report.ts'
import { measuredCounts, type Over } from './measured-counts.ts'

/** The part of a draft that Prometheus knows. */
export type PrometheusFacts = Pick<
  DraftFacts,
  'started' | 'length' | 'slos' | 'signals' | 'paths' | 'failures' | 'domains' | 'alerts' | 'releases'
>

/** A span in milliseconds since 1970, and the moment at which it is asked about. */
export interface DraftSpan {
  readonly from: number
  readonly to: number
  readonly now: number
}

const TIMEOUT = seconds(30)
/** A scrape of the cluster. */
const FINEST_SECONDS = 15
/** Prometheus gives at most 11,000 points of a series. */
const MOST_STEPS = 5000
/** Alerts end some time after what they are about. */
const AFTERWARDS = minutes(60)
/** Sums of bad events are recorded every five minutes. */
const RECORDED_WITHIN = minutes(10)

/** Asks a Prometheus about a span. Rejects with an ExternalError where it does not answer. */
export async function prometheusFacts(
  url: string,
  slos: readonly Slo[],
  { from, to, now }: DraftSpan,
  signal: AbortSignal,
): Promise<PrometheusFacts> {
  const grid = gridOf(from, to)
  const prometheus = createPrometheus(url, { timeout: TIMEOUT, signal })
  const within = overOf(prometheus, grid)
  const later = { ...grid, endSeconds: Math.min(now, to + AFTERWARDS) / 1000 }
  const [counts, domains, firing, releases] = await Promise.all([
    measuredCounts(slos, grid, within),
    within(`max by (${PROBER_LABELS.domain}) (${METRICS.faultDomain}) == 1`),
    overOf(prometheus, later)('ALERTS{alertstate="firing"}'),
    within(releasesQuery(grid.stepSeconds)),
  ])
  const measured = signalsOf(counts.routes, grid)
  const alerts = alertsIn(firing, later, grid)
  const spent = await spentBy(url, slos, { from, to, now }, signal)
  const alerted = new Set(alerts.map(({ labels }) => labels[LABELS.id]))
  const rows = slos.map(slo => ({ slo, id: sloId(slo), bad: counts.badOf(slo) }))
  const touched = rows.filter(({ id, bad = 0 }) => bad > 0 || alerted.has(id))
  return {
    started: Math.round(measured.startSeconds) * 1000,
    length: seconds(Math.max(1, Math.round(measured.endSeconds) - Math.round(measured.startSeconds))),
    slos: (touched.length === 0 ? rows : touched).map(({ slo, id, bad }) => {
      const part = spent.get(id)
      return {
        ...{ id, alert: slo.alerting.name },
        ...(bad === undefined ? {} : { bad }),
        ...(part === undefined ? {} : { spent: part }),
      }
    }),
    signals: measured.signals,
    paths: pathEnds(counts.paths),
    failures: counts.failures,
    domains: domainsIn(domains, grid),
    alerts,
    releases: releaseChanges(releases).map(({ at, release }) => ({ at: at * 1000, release })),
  }
}

/** Steps end where the span does. */
function gridOf(from: number, to: number): DraftGrid {
  const length = (to - from) / 1000
  const stepSeconds = Math.max(1, Math.ceil(length / MOST_STEPS / FINEST_SECONDS)) * FINEST_SECONDS
  return { startSeconds: from / 1000, endSeconds: to / 1000, stepSeconds }
}

function overOf(prometheus: Prometheus, grid: DraftGrid): Over {
  return async query => {
    const answer = await prometheus.range(query, grid)
    if (answer.kind === 'unanswered') throw new ExternalError(answer.problem)
    return answer.series
  }
}

function domainsIn(series: readonly Series[], { stepSeconds }: DraftGrid): DraftFacts['domains'] {
  return series
    .flatMap(({ labels, points }) => {
      const domain = FAULT_DOMAINS.find(each => each === labels[PROBER_LABELS.domain])
      return domain === undefined ? [] : [{ domain, length: seconds(points.length * stepSeconds) }]
    })
    .sort((a, b) => b.length - a.length)
}

/** Alerts that began in the span, with their own labels. */
function alertsIn(
  series: readonly Series[],
  asked: DraftGrid,
  { startSeconds, endSeconds }: DraftGrid,
): readonly SeenAlert[] {
  return series
    .flatMap(({ labels: all, points }) => {
      const { alertname = '', alertstate: _, __name__: __, ...labels } = all
      const moments = points.map(([moment]) => moment)
      return firingsOf(moments, asked.stepSeconds, asked.endSeconds).map(({ from, to }) => ({
        ...{ alert: alertname, severity: labels[LABELS.severity] ?? '', labels },
        ...{ from: from * 1000, to: to === undefined ? undefined : to * 1000 },
      }))
    })
    .filter(({ from }) => from > startSeconds * 1000 && from <= endSeconds * 1000)
    .sort((a, b) => a.from - b.from)
}

/** The part of each budget that the span cost, by what the rules have recorded; unknown where they have recorded nothing. */
async function spentBy(
  url: string,
  slos: readonly Slo[],
  { from, to, now }: DraftSpan,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  const end = Math.min(now, to + RECORDED_WITHIN)
  const since = milliseconds(end - from)
  const { reports } = await askReport(url, { slos, since, now: Math.floor(end / 1000) }, signal)
  return new Map(
    reports.flatMap(({ id, cost, bad }) => (cost === undefined ? [] : [[id, Math.max(0, bad * cost)] as const])),
  )
}
