import { type Duration, humanDuration, inSeconds } from '../../../lib/duration.ts'
import type { Slo } from '../../core/model.ts'
import { monthsIn, quarterOf, type Span } from './span.ts'

/** A window of which a report gives figures. */
export interface ReportWindow extends Span {
  /** The SLO's own period, as the rules record it; the span that was asked for; or a calendar month. */
  readonly kind: 'period' | 'span' | 'month'
  readonly title: string
  /** Whether a part of it is still to come. */
  readonly isOpen: boolean
}

/** The windows of a report that is made at `now` (Unix seconds) and looks back so far. */
export function windowsOf(
  slo: Pick<Slo, 'period' | 'calendar'>,
  since: Duration,
  now: number,
): readonly ReportWindow[] {
  const span = { startSeconds: now - inSeconds(since), endSeconds: now }
  const period = periodAt(slo, now)
  const rolling = (kind: 'period' | 'span', length: Duration): ReportWindow => ({
    kind,
    title: `last ${humanDuration(length)}`,
    startSeconds: now - inSeconds(length),
    endSeconds: now,
    isOpen: false,
  })
  const isOwn = slo.calendar === undefined && since === slo.period
  const months = monthsIn(span).map(month => ({ kind: 'month', isOpen: month.endSeconds > now, ...month }) as const)
  const own: ReportWindow =
    slo.calendar === undefined
      ? rolling('period', slo.period)
      : { kind: 'period', title: `this ${slo.calendar}`, isOpen: true, ...period }
  return [
    own,
    ...(isOwn ? [] : [rolling('span', since)]),
    ...months.filter(month => !(slo.calendar === 'month' && month.isOpen)),
  ]
}

function periodAt({ period, calendar }: Pick<Slo, 'period' | 'calendar'>, now: number): Span {
  if (calendar === 'quarter') return quarterOf(now)
  const [month] = monthsIn({ startSeconds: now - 1, endSeconds: now })
  if (calendar === 'month' && month !== undefined) {
    return { startSeconds: month.startSeconds, endSeconds: month.endSeconds }
  }
  return { startSeconds: now - inSeconds(period), endSeconds: now }
}

/** The seconds of a window that have passed at `now`. */
export function passedSeconds({ startSeconds, endSeconds }: Span, now: number): number {
  return Math.min(endSeconds, now) - startSeconds
}
