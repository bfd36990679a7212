import { percentText } from '../percent.ts'
import type { SloSpanReport } from '../span/span-report.ts'
import { budgetTone, type Tone } from '../tones.ts'
import { minuteText } from './texts.ts'

/** How an SLO stands, in a sentence. */
export interface Summary {
  readonly text: string
  readonly tone: Tone
}

/** The sentence about the SLO's own period, and how young its data is. */
export function summaryOf({ windows, slo, born, span }: SloSpanReport): Summary {
  const [period] = windows
  if (period?.attained === undefined || period.spent === undefined) {
    return { text: 'Nothing is known of its budget: the rules have recorded no figures of it.', tone: 'blind' }
  }
  const left = 1 - period.spent
  const budget =
    left < 0
      ? `the error budget is overspent by ${percentText(left, 1).replace('-', '')}`
      : `${percentText(left, 1)} of the error budget is left`
  const young = born !== undefined && born > span.startSeconds ? ` Its data begins only ${minuteText(born)}.` : ''
  return {
    text: `In ${period.isOpen ? period.title : `the ${period.title}`} ${percentText(period.attained, 3)} of its events were good, with an objective of ${percentText(slo.objective)}: ${budget}.${young}`,
    tone: budgetTone(left),
  }
}
