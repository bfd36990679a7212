import { type Slo, sloId } from '../../core/model.ts'
import type { SloReport } from '../report.ts'
import { alertsIn, type ReportedAlert } from './alerts.ts'
import { costOfOne, countedFigures, periodFigures, type Values, type WindowFigures } from './figures.ts'
import { gapsIn } from './gaps.ts'
import { type Incident, incidentsOf, type Stretch, stretchesOf } from './incidents.ts'
import type { Count, PeriodValue } from './questions.ts'
import { type Cause, causeCounts } from './reasons.ts'
import { releaseAt, releaseChanges } from './releases.ts'
import type { Series } from './series.ts'
import { type Share, together } from './shares.ts'
import type { Grid, Span } from './span.ts'
import type { ReportWindow } from './windows.ts'

/** Everything that Prometheus answered about one SLO. */
export interface SloAnswers {
  readonly recorded: SloReport | undefined
  readonly period: Values<PeriodValue>
  /** The counts of each window that the rules do not record. */
  readonly windows: readonly { readonly window: ReportWindow; readonly counts: Values<Count> }[]
  /** Bad events by step, also those of the time before the span that its alerts remember. */
  readonly bad: Series['points']
  readonly pendingBad: number
  /** The steps in which events were measured. */
  readonly measured: readonly number[]
  readonly budget: Series['points']
  readonly failures: readonly Series[]
  readonly releases: readonly Series[]
  readonly alerts: readonly Series[]
}

/** A part of the bad events, with its part of the period's budget. */
export interface CostedShare<Key> extends Share<Key> {
  readonly spent?: number
}

/** What became of an SLO in a span. */
export interface SloSpanReport {
  readonly id: string
  readonly slo: Slo
  readonly span: Grid
  /** The period's first, as `slo -- budget` gives them. */
  readonly windows: readonly WindowFigures[]
  readonly bad: number
  /** The part of the period's budget that one bad event costs; absent while no budget is known. */
  readonly cost?: number
  readonly incidents: readonly Incident[]
  /** All smaller stretches together. */
  readonly scattered: CostedShare<number>
  readonly causes: readonly CostedShare<Cause | undefined>[]
  readonly releases: readonly CostedShare<string | undefined>[]
  readonly alerts: readonly ReportedAlert[]
  readonly gaps: readonly Span[]
  /** Whether anything was measured at all: nothing bad of what is not known is no good news. */
  readonly isMeasured: boolean
  /** When its data begins; absent where that is not known. */
  readonly born?: number
  /** For the plots. */
  readonly budget: Series['points']
  readonly badBySteps: Series['points']
  readonly releaseChanges: readonly { readonly at: number; readonly release: string }[]
}

/** The report of an SLO; `period` is the window of its own period. */
export function sloSpanReport(slo: Slo, span: Grid, period: ReportWindow, answers: SloAnswers): SloSpanReport {
  const { born } = answers.period
  const cost = costOfOne(slo, answers.period)
  const all = withPending(answers.bad, answers.pendingBad, span.endSeconds)
  const gaps = gapsIn(span, answers.measured, born)
  const alerts = alertsIn(slo, answers.alerts, span, {
    gaps,
    costIn: stretch => (cost === undefined ? undefined : sumIn(all, stretch) * cost),
  })
  const bad = all.filter(([moment]) => moment > span.startSeconds)
  const stretches = stretchesOf(bad, span, {
    slo,
    counts: causeCounts(answers.failures, span.startSeconds),
    releaseAt: releaseAt(answers.releases),
  })
  const incidents = incidentsOf(stretches, cost, alerts, gaps)
  return {
    id: sloId(slo),
    slo,
    span,
    windows: [
      periodFigures(period, slo, answers.recorded, answers.period, span.endSeconds),
      ...answers.windows.map(({ window, counts }) =>
        countedFigures(window, slo, counts, answers.period, span.endSeconds),
      ),
    ],
    bad: sumIn(bad, span),
    ...(cost === undefined ? {} : { cost }),
    incidents,
    scattered: scatteredIn(stretches, incidents, cost),
    causes: costed(together(stretches.flatMap(({ causes }) => causes)), cost),
    releases: costed(together(stretches.flatMap(({ releases }) => releases)), cost),
    alerts,
    gaps,
    isMeasured: answers.measured.length > 0,
    ...(born === undefined ? {} : { born }),
    budget: answers.budget,
    badBySteps: bad,
    releaseChanges: releaseChanges(answers.releases),
  }
}

/** The last step has what came since the last sum was recorded. */
function withPending(bad: Series['points'], pending: number, end: number): Series['points'] {
  if (pending <= 0) return bad
  const last = bad.find(([moment]) => moment === end)?.[1] ?? 0
  return [...bad.filter(([moment]) => moment !== end), [end, last + pending]]
}

function sumIn(points: Series['points'], { startSeconds, endSeconds }: Span): number {
  return points.reduce((sum, [moment, value]) => (moment > startSeconds && moment <= endSeconds ? sum + value : sum), 0)
}

function scatteredIn(
  stretches: readonly Stretch[],
  incidents: readonly Incident[],
  cost: number | undefined,
): CostedShare<number> {
  const sum = (of: readonly Stretch[]): number => of.reduce((total, { bad }) => total + bad, 0)
  const bad = Math.max(0, sum(stretches) - sum(incidents))
  return { of: stretches.length - incidents.length, bad, ...(cost === undefined ? {} : { spent: bad * cost }) }
}

function costed<Key>(shares: readonly Share<Key>[], cost: number | undefined): readonly CostedShare<Key>[] {
  return shares.map(share => (cost === undefined ? share : { ...share, spent: share.bad * cost }))
}
