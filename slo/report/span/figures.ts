import { inSeconds } from '../../../lib/duration.ts'
import { errorBudget, type Slo } from '../../core/model.ts'
import { hasInterval } from '../../rules/event-counts.ts'
import type { SloReport } from '../report.ts'
import type { Count, PeriodValue } from './questions.ts'
import { passedSeconds, type ReportWindow } from './windows.ts'

/** The figures of a window; what has no data is absent, never zero. */
export interface WindowFigures extends ReportWindow {
  readonly bad?: number
  readonly total?: number
  /** The part of events that was good. */
  readonly attained?: number
  /** The part that is spent of the budget: of the window's own, and for a span that is no period of the SLO's period. */
  readonly spent?: number
  /** The part of the window until now that was measured, by its events or its time. */
  readonly coverage?: number
}

/** Named values of one answer. */
export type Values<Name extends string> = Readonly<Partial<Record<Name, number>>>

/**
 * What the rules record of the SLO's period: `slo -- budget`, the boards and the status page show the same. All other
 * figures are made from these by the arithmetic of the rules.
 */
export function periodFigures(
  window: ReportWindow,
  slo: Pick<Slo, 'calendar'>,
  recorded: SloReport | undefined,
  { total, coverage }: Values<PeriodValue>,
  now: number,
): WindowFigures {
  const attained = recorded?.periodSli
  const left = recorded?.budgetRemaining
  const passed = slo.calendar === undefined ? 1 : passedSeconds(window, now) / (window.endSeconds - window.startSeconds)
  return {
    ...window,
    ...present('total', total),
    ...present('bad', product(total, attained === undefined ? undefined : 1 - attained)),
    ...present('attained', attained),
    ...present('spent', left === undefined ? undefined : 1 - left),
    ...present('coverage', coverage === undefined ? undefined : Math.min(1, coverage / passed)),
  }
}

/**
 * The part of the period's budget that one bad event costs: all bad events of the period together cost what the rules say
 * is spent. Undefined while the rules have recorded no budget.
 */
export function costOfOne(slo: Pick<Slo, 'objective'>, { total, coverage }: Values<PeriodValue>): number | undefined {
  if (total === undefined || coverage === undefined || total <= 0) return undefined
  const cost = coverage / (errorBudget(slo.objective) * total)
  return Number.isFinite(cost) ? cost : undefined
}

/** Of a window that the rules do not record: the same figures from its counts. */
export function countedFigures(
  window: ReportWindow,
  slo: Slo,
  counts: Values<Count>,
  period: Values<PeriodValue>,
  now: number,
): WindowFigures {
  const { bad, total } = counts
  if (bad === undefined || total === undefined || total <= 0) return window
  const cost = window.kind === 'month' ? costInMonth(window, slo, counts, period, now) : costOfOne(slo, period)
  return {
    ...window,
    bad,
    total,
    attained: 1 - bad / total,
    ...present('spent', product(bad, cost)),
    ...present('coverage', measuredPart(window, slo, counts, period, now)),
  }
}

/** The part of a whole month's budget that one bad event costs, as if the month were the SLO's period. */
function costInMonth(
  window: ReportWindow,
  slo: Slo,
  counts: Values<Count>,
  period: Values<PeriodValue>,
  now: number,
): number | undefined {
  const expected = expectedEvents(window, slo, counts, period, now)
  return expected === undefined ? undefined : 1 / (errorBudget(slo.objective) * expected)
}

/** Probes come at a known interval; of other events it is what came, and for what is not measured as much as for the rest. */
function expectedEvents(
  window: ReportWindow,
  slo: Slo,
  { total = 0, measured, late = 0 }: Values<Count>,
  { expected, born = 0 }: Values<PeriodValue>,
  now: number,
): number | undefined {
  if (hasInterval(slo)) {
    if (expected === undefined) return undefined
    return Math.max(total, (expected * (window.endSeconds - window.startSeconds)) / inSeconds(slo.period))
  }
  if (measured === undefined || measured <= 0) return undefined
  const unborn = Math.max(0, born - window.startSeconds)
  const rest = unborn + Math.max(0, window.endSeconds - now)
  return total + ((total - late) * rest) / measured
}

function measuredPart(
  window: ReportWindow,
  slo: Slo,
  { total = 0, measured }: Values<Count>,
  { expected }: Values<PeriodValue>,
  now: number,
): number | undefined {
  const passed = passedSeconds(window, now)
  const events = hasInterval(slo)
  if (events && expected === undefined) return undefined
  const whole = events ? ((expected ?? 0) * passed) / inSeconds(slo.period) : passed
  const found = events ? total : measured
  return found === undefined || whole <= 0 ? undefined : Math.min(1, found / whole)
}

function product(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a * b
}

function present<Key extends string>(key: Key, value: number | undefined): Partial<Record<Key, number>> {
  return value === undefined || Number.isNaN(value) ? {} : ({ [key]: value } as Record<Key, number>)
}
