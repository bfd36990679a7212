import { selector } from '../../lib/promql/write-selector.ts'
import { type Calendar, type Slo, sloId } from './model.ts'
import { LABELS } from './names.ts'
import { windowName } from './windows.ts'

/** The labels that identify an SLO's series. */
export function identity(slo: Slo): Readonly<Record<string, string>> {
  return identified(slo).labels
}

/** A recorded series of one SLO. */
export function seriesOf(slo: Slo, series: string): string {
  return `${series}${identified(slo).matchers}`
}

interface Identified {
  readonly labels: Readonly<Record<string, string>>
  /** The same as they stand behind the name of a series. */
  readonly matchers: string
}

/** Each SLO's, cached: its rules need them some sixty times. */
const IDENTIFIED = new WeakMap<Slo, Identified>()

function identified(slo: Slo): Identified {
  const known = IDENTIFIED.get(slo)
  if (known !== undefined) return known
  const labels = Object.freeze({ [LABELS.id]: sloId(slo), [LABELS.service]: slo.service, [LABELS.slo]: slo.name })
  const found = { labels, matchers: selector('', labels) }
  IDENTIFIED.set(slo, found)
  return found
}

const CALENDAR_NAMES: Readonly<Record<Calendar, string>> = { month: '1M', quarter: '1Q' }

/** The period as series and labels write it. */
export function periodName(slo: Pick<Slo, 'period' | 'calendar'>): string {
  return slo.calendar === undefined ? windowName(slo.period) : CALENDAR_NAMES[slo.calendar]
}
