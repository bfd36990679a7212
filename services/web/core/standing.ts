import type { SloReport } from '../../../slo/report/report.ts'
import { pagingBurnRate, type Tone } from '../../../slo/report/tones.ts'

/** The states of an SLO, the worst first. */
const STANDINGS = ['burning-fast', 'overspent', 'burning', 'blind', 'recovering', 'kept'] as const
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

/** The state of an SLO from its figures; without a current burn rate or a budget it is blind. */
export function standingOf(slo: SloReport): Standing {
  const { budgetRemaining, burnRate5m, burnRate1h } = slo
  if (burnRate5m !== undefined && burnRate5m >= pagingBurnRate(slo.periodDays)) return 'burning-fast'
  if (budgetRemaining !== undefined && budgetRemaining <= 0) return 'overspent'
  if (burnRate5m === undefined || budgetRemaining === undefined) return 'blind'
  if (burnRate5m > 1) return 'burning'
  return burnRate1h !== undefined && burnRate1h > 1 ? 'recovering' : 'kept'
}

/** The state of an SLO whose probes are all good since a moment, if they are: what a window remembers is no state of now. */
export function standingSince(slo: SloReport, goodSince: string | undefined): Standing {
  return goodSince === undefined ? standingOf(slo) : 'recovering'
}
