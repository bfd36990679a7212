import { type Duration, milliseconds } from '../../lib/duration.ts'
import { DEFAULT_PERIOD, fastestPageRate } from '../core/windows.ts'

/** How good a figure is; "blind" is a tone of its own, so that missing data never looks like good news. */
export type Tone = 'good' | 'warn' | 'bad' | 'blind'

/** A budget of which less than this part is left is low. */
export const LOW_BUDGET = 0.25

/** The burn rate from which a page fires within the hour. */
export function pagingBurnRate(periodDays?: number): number {
  const period: Duration = periodDays === undefined ? DEFAULT_PERIOD : milliseconds(periodDays * 86_400_000)
  return fastestPageRate(period)
}

/** The tone of a burn rate. */
export function burnTone(rate: number | undefined, periodDays?: number): Tone {
  if (rate === undefined) return 'blind'
  if (rate >= pagingBurnRate(periodDays)) return 'bad'
  return rate > 1 ? 'warn' : 'good'
}

/** The tone of what is left of a budget. */
export function budgetTone(remaining: number | undefined): Tone {
  if (remaining === undefined) return 'blind'
  if (remaining <= 0) return 'bad'
  return remaining < LOW_BUDGET ? 'warn' : 'good'
}
