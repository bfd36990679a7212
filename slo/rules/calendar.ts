import { type Duration, formatDuration, hours, milliseconds, seconds } from '../../lib/duration.ts'
import { seriesOf } from '../core/identity.ts'
import type { Calendar, Slo } from '../core/model.ts'
import { SERIES } from '../core/names.ts'
import { windowName } from '../core/windows.ts'

/** Evaluation interval of the slow group: a tenth of the samples, and a divisor of every window. */
export const SLOW: Duration = seconds(150)

/** Calendar periods are summed in blocks of these hours: few enough for a query, and whole ones end at midnight. */
const BLOCK_HOURS: Readonly<Record<Calendar, number>> = { month: 1, quarter: 3 }

/** The whole blocks of the calendar period so far, and the current one; `every` is how often the series is recorded. */
export function calendarSum(slo: Slo, calendar: Calendar, series: string, every: Duration = SLOW): string {
  const found = seriesOf(slo, series)
  const block = `${BLOCK_HOURS[calendar]}h`
  // Prometheus 2 reads both ends of a range, and a count at its far end is of the block before.
  const inBlock = formatDuration(milliseconds(hours(BLOCK_HOURS[calendar]) - seconds(1)))
  const isThisPeriod = isSame(slo, INDEX[calendar])
  const isThisBlock = isSame(slo, moment => `floor(hour(${moment}) / ${BLOCK_HOURS[calendar]})`)
  const whole = `sum_over_time((sum_over_time(${found}[${inBlock}]) and on () ${isThisPeriod})[${windowName(slo.period)}:${block}])`
  const begun = `sum_over_time((${found} and on () ${isThisBlock})[${block}:${formatDuration(every)}])`
  return `((${whole} or 0 * ${found}) + (${begun} or 0 * ${found}))`
}

/** How many seconds of the calendar period have no data: those to come, and those before the data begins. */
export function calendarRemains(slo: Slo, calendar: Calendar): string {
  const total = seriesOf(slo, SERIES.sparseTotal)
  const hours = BLOCK_HOURS[calendar]
  const blocks = `count_over_time((${total} and on () ${isSame(slo, INDEX[calendar])})[${windowName(slo.period)}:${hours}h])`
  return `clamp_min(${calendarSeconds(calendar)} - (${blocks} or 0 * ${total}) * ${hours * 3600}, 0)`
}

/** The length of the current calendar period in seconds. */
export function calendarSeconds(calendar: Calendar): string {
  return `scalar(86400 * ${LENGTH_DAYS[calendar]})`
}

/** Which month or quarter a moment lies in. */
const INDEX: Readonly<Record<Calendar, (moment: string) => string>> = {
  month: moment => `month(${moment})`,
  quarter: moment => `floor((month(${moment}) - 1) / 3)`,
}

/**
 * Whether a moment of a subquery lies in the same part of the calendar as the evaluation, which `@ end()` stands for.
 * What was summed until a moment happened before it, so midnight belongs to the day before.
 */
function isSame(slo: Slo, part: (moment: string) => string): string {
  return `(${part('vector(time() - 1)')} == on () ${part(`timestamp(${seriesOf(slo, SERIES.total)} @ end())`)})`
}

/** The length of the current calendar period: quarters have 90 (or 91), 91, 92 and 92 days. */
const LENGTH_DAYS: Readonly<Record<Calendar, string>> = {
  month: 'days_in_month()',
  quarter: '(92 - (floor((month() - 1) / 3) < bool 2) - (floor((month() - 1) / 3) < bool 1))',
}
