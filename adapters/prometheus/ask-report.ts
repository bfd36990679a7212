import { type Duration, seconds } from '../../lib/duration.ts'
import { ExternalError } from '../../lib/system-error.ts'
import { type Slo, sloId } from '../../slo/core/model.ts'
import { REPORT_QUERY, type Reading, reportSlos, type SloReport } from '../../slo/report/report.ts'
import { ALERT_STEP_SECONDS, longestWindow } from '../../slo/report/span/alerts.ts'
import { valuesIn } from '../../slo/report/span/answers.ts'
import {
  alertsQuery,
  badQuery,
  budgetQuery,
  type Count,
  countsQuery,
  failuresQuery,
  measuredQuery,
  type PeriodValue,
  pendingBadQuery,
  periodQuery,
  releasesQuery,
  SEEN_STEP_SECONDS,
  seenFailuresQuery,
} from '../../slo/report/span/questions.ts'
import type { Series } from '../../slo/report/span/series.ts'
import { type Grid, gridOf } from '../../slo/report/span/span.ts'
import { type SloAnswers, type SloSpanReport, sloSpanReport } from '../../slo/report/span/span-report.ts'
import { windowsOf } from '../../slo/report/span/windows.ts'
import { createPrometheus, type Prometheus } from './client.ts'

/** What a report is about. */
export interface ReportWish {
  readonly slos: readonly Slo[]
  readonly since: Duration
  /** The moment of the report, in Unix seconds. */
  readonly now: number
}

/** What Prometheus answered, as a report of each SLO; `recorded` are those that it has recorded at all. */
export interface Asked {
  readonly reports: readonly SloSpanReport[]
  readonly recorded: readonly SloReport[]
}

/** No query of a report takes longer on a Prometheus that is well. */
const TIMEOUT = seconds(30)

/** Asks a Prometheus for everything that a report needs. Rejects with the reason when it does not answer. */
export async function askReport(url: string, { slos, since, now }: ReportWish, signal: AbortSignal): Promise<Asked> {
  const questions = questionsTo(createPrometheus(url, { timeout: TIMEOUT, signal }))
  const span = gridOf({ startSeconds: now - since / 1000, endSeconds: now })
  const recorded = reportSlos(await questions.now(REPORT_QUERY, now))
  const releases = await questions.over(releasesQuery(span.stepSeconds), span)
  const reports: SloSpanReport[] = []
  for (const slo of slos) {
    const [period, ...windows] = windowsOf(slo, since, now)
    if (period === undefined) continue
    const counted = windows.map(async window => {
      const readings = await questions.now(countsQuery(slo, window, now), Math.min(now, window.endSeconds))
      return { window, counts: valuesIn<Count>(readings) }
    })
    const [found, answers] = await Promise.all([Promise.all(counted), askSlo(slo, span, questions)])
    const own = recorded.find(({ id }) => id === sloId(slo))
    reports.push(sloSpanReport(slo, span, period, { ...answers, recorded: own, windows: found, releases }))
  }
  return { reports, recorded }
}

/** As many points of a plot are more than a page shows. */
const PLOT_POINTS = 240

async function askSlo(
  slo: Slo,
  span: Grid,
  { now, over }: Questions,
): Promise<Omit<SloAnswers, 'recorded' | 'windows' | 'releases'>> {
  const { stepSeconds, endSeconds } = span
  const lead = Math.ceil(longestWindow(slo) / stepSeconds) * stepSeconds
  const plotSteps = Math.max(1, Math.round((endSeconds - span.startSeconds) / stepSeconds / PLOT_POINTS))
  const [period, bad, pending, measured, budget, failed, alerts] = await Promise.all([
    now(periodQuery(slo), endSeconds),
    over(badQuery(slo, stepSeconds), { ...span, startSeconds: span.startSeconds - lead }),
    now(pendingBadQuery(slo), endSeconds),
    over(measuredQuery(slo, stepSeconds), span),
    over(budgetQuery(slo), { ...span, stepSeconds: stepSeconds * plotSteps }),
    askFailures(slo, { ...span, startSeconds: span.startSeconds - lead }, over),
    over(alertsQuery(slo), { ...span, stepSeconds: ALERT_STEP_SECONDS }),
  ])
  return {
    period: valuesIn<PeriodValue>(period),
    bad: pointsOf(bad),
    pendingBad: pending[0]?.value ?? 0,
    measured: pointsOf(measured).map(([moment]) => moment),
    budget: pointsOf(budget),
    failures: failed,
    alerts,
  }
}

/** First which counters of bad probes have counted, then what these stand at. */
async function askFailures(slo: Slo, grid: Grid, over: Questions['over']): Promise<readonly Series[]> {
  const seen = seenFailuresQuery(slo)
  const query = seen && failuresQuery(slo, await over(seen, { ...grid, stepSeconds: SEEN_STEP_SECONDS }))
  return query === undefined ? [] : over(query, grid)
}

function pointsOf(series: readonly Series[]): Series['points'] {
  return series[0]?.points ?? []
}

/** What a report asks; each rejects when there is no answer. */
interface Questions {
  readonly now: (query: string, atSeconds: number) => Promise<readonly Reading[]>
  readonly over: (query: string, grid: Grid) => Promise<readonly Series[]>
}

/** Prometheus refuses more than 11,000 points at once. */
const MOST_POINTS = 10_000

function questionsTo(prometheus: Prometheus): Questions {
  return {
    async now(query, atSeconds) {
      const answer = await prometheus.instant(query, atSeconds)
      if (answer.kind === 'unanswered') throw new ExternalError(answer.problem)
      return answer.readings
    },
    async over(query, { startSeconds, endSeconds, stepSeconds }) {
      const merged = new Map<string, { labels: Series['labels']; points: (readonly [number, number])[] }>()
      const length = MOST_POINTS * stepSeconds
      for (let from = startSeconds; from <= endSeconds; from += length + stepSeconds) {
        const range = { startSeconds: from, endSeconds: Math.min(from + length, endSeconds), stepSeconds }
        const answer = await prometheus.range(query, range)
        if (answer.kind === 'unanswered') throw new ExternalError(answer.problem)
        for (const { labels, points } of answer.series) {
          const key = JSON.stringify(Object.entries(labels).sort())
          const known = merged.get(key) ?? { labels, points: [] }
          known.points.push(...points)
          merged.set(key, known)
        }
      }
      return [...merged.values()]
    },
  }
}
