import { type Duration, days, inSeconds } from '../../lib/duration.ts'
import { identity, periodName, seriesOf } from '../core/identity.ts'
import type { Slo } from '../core/model.ts'
import { LABELS, SERIES } from '../core/names.ts'
import type { RecordingRule } from '../core/rule-group.ts'
import { windowName } from '../core/windows.ts'
import { calendarRemains, calendarSeconds } from './calendar.ts'
import { countOver, countRange, hasInterval } from './event-counts.ts'

/** A recorded count that is this old still counts: the slow group may have missed evaluations. */
export const KEPT = '1d'

/** How far back the number of probers is looked for: a day, so that an hour without any changes nothing. */
const PROBERS_RANGE = windowName(days(1))

/**
 * How many events a whole period has at the rate that was measured, so that the budget is a number of events. Probes come
 * at a known interval: a gap or a maintenance changes nothing. Of real traffic it is what came, and for the rest of the
 * period as much as came in the measured time; events of a long gap, `late`, came outside of that.
 */
export function expectedRule(slo: Slo, measured: string, late?: string): RecordingRule {
  const period = periodName(slo)
  const total = seriesOf(slo, SERIES.periodTotal(period))
  const rest = slo.calendar === undefined ? unborn(slo, slo.period) : calendarRemains(slo, slo.calendar)
  const timely = late === undefined ? total : `(${total} - (${late} or 0 * ${total}))`
  const expr = hasInterval(slo)
    ? `(${total} > ${probes(slo, highestRate(slo))})\nor\n${probes(slo, highestRate(slo))}`
    : `${total}\n+\n${timely} * ${rest} / (${measured} > 0)`
  return { record: SERIES.expected(period), expr, labels: identity(slo) }
}

/** The same as it was last recorded; of probes it is known from the first moment on. */
export function expectedNow(slo: Slo): string {
  const recorded = `last_over_time(${seriesOf(slo, SERIES.expected(periodName(slo)))}[${KEPT}])`
  return hasInterval(slo) ? `(${recorded} or ${probes(slo, seriesOf(slo, SERIES.total))})` : recorded
}

/** The number of probes that all probers send in a period, at this rate. */
function probes(slo: Slo, rate: string): string {
  return `clamp_min(round(${rate} * ${intervalSeconds(slo)}), 1) * ${periodSeconds(slo)} / ${intervalSeconds(slo)}`
}

function periodSeconds(slo: Slo): string {
  return slo.calendar === undefined ? String(inSeconds(slo.period)) : calendarSeconds(slo.calendar)
}

/** The highest rate of the last day: all probers count, also while some do not probe. */
function highestRate(slo: Slo): string {
  return `max_over_time(${seriesOf(slo, SERIES.total)}[${PROBERS_RANGE}])`
}

function intervalSeconds({ sli }: Slo): number {
  return (sli.kind === 'events' ? sli.eventIntervalSeconds : undefined) ?? Number.NaN
}

/**
 * The measured part of the long window of an alert. The errors of a young service can have spent no more than this part
 * of what a whole window allows, and those before a maintenance no more for its length.
 */
export function coverageRule(slo: Slo, window: Duration, isSparse: boolean): RecordingRule {
  const name = windowName(window)
  const range = countRange(window)
  const total = countOver(slo, isSparse ? SERIES.sparseTotal : SERIES.totalCount, range)
  const measured = countOver(slo, isSparse ? SERIES.sparseMeasured : SERIES.measured, range)
  const expr = hasInterval(slo)
    ? `clamp_max(${total} / (${expectedNow(slo)} * ${inSeconds(window)} / ${periodSeconds(slo)}), 1)`
    : `1 / (1 + ${unborn(slo, window)} / (${measured} > 0))`
  return { record: SERIES.coverage(name), expr, labels: { ...identity(slo), [LABELS.window]: name } }
}

/** How many seconds of a window lie before the SLO's data begins. */
function unborn(slo: Slo, window: Duration): string {
  return `clamp_min(${inSeconds(window)} + ${seriesOf(slo, SERIES.firstSample)} - time(), 0)`
}
