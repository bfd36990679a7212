import { days } from '../../../lib/duration.ts'
import { ALERT_WINDOWS, burnRate } from '../../../slo/core/windows.ts'
import type { SloReport } from '../../../slo/report/report.ts'

/** How something looks; "blind" is a colour of its own, so that no data is never taken for good news. */
export type Tone = 'good' | 'warn' | 'bad' | 'blind'

/** How an SLO stands, the worst first. */
export const STANDINGS = ['burning-fast', 'overspent', 'burning', 'blind', 'recovering', 'kept'] as const
export type Standing = (typeof STANDINGS)[number]

/** The word and colour of each standing. */
export const STANDING_WORDS: Readonly<Record<Standing, { readonly word: string; readonly tone: Tone }>> = {
  'burning-fast': { word: 'Burning fast', tone: 'bad' },
  overspent: { word: 'Overspent', tone: 'bad' },
  burning: { word: 'Burning', tone: 'warn' },
  blind: { word: 'Blind', tone: 'blind' },
  recovering: { word: 'Recovering', tone: 'warn' },
  kept: { word: 'Kept', tone: 'good' },
}

const PERIOD_DAYS = 30

/** The burn rate that pages within the hour. */
export function pagingBurnRate(periodDays: number = PERIOD_DAYS): number {
  const rates = ALERT_WINDOWS.filter(({ severity }) => severity === 'page').map(window =>
    burnRate(window, days(periodDays)),
  )
  return Math.max(...rates)
}

/** The standing of an SLO by what is known of it; without a burn rate now, or without a budget, nobody can tell. */
export function standingOf(slo: SloReport): Standing {
  const { budgetRemaining, burnRate5m, burnRate1h } = slo
  if (burnRate5m !== undefined && burnRate5m >= pagingBurnRate(slo.periodDays)) return 'burning-fast'
  if (budgetRemaining !== undefined && budgetRemaining <= 0) return 'overspent'
  if (burnRate5m === undefined || budgetRemaining === undefined) return 'blind'
  if (burnRate5m > 1) return 'burning'
  return burnRate1h !== undefined && burnRate1h > 1 ? 'recovering' : 'kept'
}

/** The colour of a burn rate. */
export function burnTone(rate: number | undefined, periodDays?: number): Tone {
  if (rate === undefined) return 'blind'
  if (rate >= pagingBurnRate(periodDays)) return 'bad'
  return rate > 1 ? 'warn' : 'good'
}

/** A budget below this part is worth a look before it is gone. */
const LOW_BUDGET = 0.25

/** The colour of what is left of a budget. */
export function budgetTone(remaining: number | undefined): Tone {
  if (remaining === undefined) return 'blind'
  if (remaining <= 0) return 'bad'
  return remaining < LOW_BUDGET ? 'warn' : 'good'
}
