import { inSeconds } from '../../lib/duration.ts'
import type { Slo } from '../core/model.ts'
import type { Segment } from './segment.ts'
import type { TimeRange } from './time-range.ts'

/** The value of an expression at a moment; undefined for no data. */
export type QueryValue = number | undefined

/** As many moments lie evenly between those at which something changes. */
const EVENLY = 48

const DAY_SECONDS = 86_400

/**
 * The evaluations at which a budget can turn, in Unix seconds: where a segment ends, where one leaves the period, where a
 * calendar period may begin, and some more. Between two of them traffic and errors are even, so that a figure does not
 * depend on how finely it is drawn.
 */
export function budgetMoments(
  segments: readonly Segment[],
  slo: Pick<Slo, 'period' | 'calendar'>,
  range: TimeRange,
): readonly number[] {
  const { startSeconds, endSeconds, stepSeconds } = range
  const ends: number[] = []
  let end = startSeconds
  for (const { length } of segments) {
    end += inSeconds(length)
    ends.push(end, end + inSeconds(slo.period))
  }
  const evenly = Array.from({ length: EVENLY }, (_, index) => {
    return startSeconds + ((index + 1) * (endSeconds - startSeconds)) / EVENLY
  })
  const midnights: number[] = []
  if (slo.calendar !== undefined) {
    const first = Math.ceil(startSeconds / DAY_SECONDS) * DAY_SECONDS
    for (let day = first; day <= endSeconds; day += DAY_SECONDS) {
      if (new Date(day * 1000).getUTCDate() === 1) midnights.push(day, day + stepSeconds)
    }
  }
  const evaluated = [...ends, ...evenly, ...midnights, endSeconds].map(moment => {
    return startSeconds + Math.floor((moment - startSeconds) / stepSeconds) * stepSeconds
  })
  return [...new Set(evaluated)].filter(at => at > startSeconds && at <= endSeconds).sort((a, b) => a - b)
}

/** What became of a budget: the least that was left, and the first evaluation at which it was spent. */
export interface BudgetCourse {
  readonly lowest: QueryValue
  readonly spentAt?: number
}

/** Follows a budget through the moments at which it can turn; `budgetAt` is queried at evaluations only. */
export async function followBudget(
  moments: readonly number[],
  { startSeconds, stepSeconds }: TimeRange,
  budgetAt: (moment: number) => Promise<QueryValue>,
): Promise<BudgetCourse> {
  let [lowest, spentAt, before]: [QueryValue, QueryValue, number] = [undefined, undefined, startSeconds]
  for (const moment of moments) {
    const left = await budgetAt(moment)
    if (left !== undefined) lowest = Math.min(left, lowest ?? left)
    if (left !== undefined && left <= 0) spentAt ??= await firstSpent(before, moment, stepSeconds, budgetAt)
    before = moment
  }
  return spentAt === undefined ? { lowest } : { lowest, spentAt }
}

/** The first evaluation after `from` at which the budget is spent, which it is at `to`. */
async function firstSpent(
  from: number,
  to: number,
  step: number,
  budgetAt: (moment: number) => Promise<QueryValue>,
): Promise<number> {
  let [early, late] = [from, to]
  while (late - early > step) {
    const middle = early + Math.round((late - early) / step / 2) * step
    if (((await budgetAt(middle)) ?? 1) <= 0) late = middle
    else early = middle
  }
  return late
}
