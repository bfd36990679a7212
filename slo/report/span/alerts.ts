import { inSeconds } from '../../../lib/duration.ts'
import type { Slo } from '../../core/model.ts'
import { DATA_MISSING_ALERT, LABELS } from '../../core/names.ts'
import { firingPairs } from '../../core/windows.ts'
import { firingsOf } from '../../timeline/replay-chart.ts'
import type { Series } from './series.ts'
import type { Span } from './span.ts'

/** One time that an alert fired; `endSeconds` is the moment of the report while it still fires. */
export interface ReportedAlert extends Span {
  readonly name: string
  readonly severity: string
  readonly isFiring: boolean
  /** The part of the period's budget that its windows and the time in which it fired have cost. */
  readonly spent?: number
  /** Whether it fired for something that still counts; undefined for alerts of which the recorded sums say nothing. */
  readonly isReal?: boolean
}

/** Alerts are looked for every minute: few last longer than between two steps of a grid. */
export const ALERT_STEP_SECONDS = 60

/** What is known of the time in which alerts fired. */
export interface AlertEvidence {
  /** The part of the budget that the bad events of a span cost; undefined while no budget is known. */
  readonly costIn: (span: Span) => number | undefined
  readonly gaps: readonly Span[]
}

/** The alerts of an SLO in a span, oldest first. */
export function alertsIn(
  slo: Slo,
  series: readonly Series[],
  { startSeconds, endSeconds }: Span,
  evidence: AlertEvidence,
): readonly ReportedAlert[] {
  return series
    .flatMap(({ labels, points }) => {
      const moments = points
        .map(([moment]) => moment)
        .filter(moment => moment > startSeconds)
        .sort((a, b) => a - b)
      return firingsOf(moments, ALERT_STEP_SECONDS, endSeconds).map(({ from, to }) => ({
        name: labels.alertname ?? '',
        severity: labels[LABELS.severity] ?? '',
        startSeconds: from,
        endSeconds: to ?? endSeconds,
        isFiring: to === undefined,
      }))
    })
    .map(alert => ({ ...alert, ...judged(slo, alert, evidence) }))
    .sort((a, b) => a.startSeconds - b.startSeconds)
}

/** An alert that was right found at least this part of what it stands for: rates at its windows' ends are estimated. */
const REAL_PART = 0.5

/** Sums are recorded every few minutes, after the alert that reads the counters themselves. */
const RECORDED_WITHIN_SECONDS = 600

/**
 * Whether an alert was real. What a drill or a person has given back to the budget no longer counts, so an alert for it was
 * not; one for missing data was real where data is missing.
 */
function judged(
  slo: Slo,
  alert: Omit<ReportedAlert, 'spent' | 'isReal'>,
  { costIn, gaps }: AlertEvidence,
): Pick<ReportedAlert, 'spent' | 'isReal'> {
  const { name, severity, startSeconds, endSeconds } = alert
  if (name === DATA_MISSING_ALERT) {
    return {
      isReal: gaps.some(
        gap => gap.startSeconds < endSeconds && gap.endSeconds > startSeconds - RECORDED_WITHIN_SECONDS,
      ),
    }
  }
  if (name !== slo.alerting.name || (severity !== 'page' && severity !== 'ticket')) return {}
  const pairs = firingPairs(slo, severity)
  const longest = Math.max(0, ...pairs.map(({ long }) => inSeconds(long)))
  const least = Math.min(...pairs.map(({ budgetSpent }) => budgetSpent))
  const spent = costIn({ startSeconds: startSeconds - longest, endSeconds: endSeconds + RECORDED_WITHIN_SECONDS })
  return spent === undefined ? {} : { spent, isReal: spent >= REAL_PART * least }
}

/** The longest window of any alert: so much of the past of a span belongs to its alerts. */
export function longestWindow(slo: Slo): number {
  return Math.max(0, ...slo.windows.map(({ long }) => inSeconds(long)))
}
