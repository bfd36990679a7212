import { selector } from '../../lib/promql/write-selector.ts'
import { type Calendar, type Slo, sloId } from './model.ts'
import { LABELS } from './names.ts'
import { windowName } from './windows.ts'

/** The labels that identify an SLO's series. */
export function identity(slo: Slo): Record<string, string> {
  return { [LABELS.id]: sloId(slo), [LABELS.service]: slo.service, [LABELS.slo]: slo.name }
}

/** A recorded series of one SLO. */
export function seriesOf(slo: Slo, series: string): string {
  return selector(series, identity(slo))
}

const CALENDAR_NAMES: Readonly<Record<Calendar, string>> = { month: '1M', quarter: '1Q' }

/** The period as series and labels write it. */
export function periodName(slo: Pick<Slo, 'period' | 'calendar'>): string {
  return slo.calendar === undefined ? windowName(slo.period) : CALENDAR_NAMES[slo.calendar]
}
