import { type Duration, hours, inSeconds } from '../../lib/duration.ts'
import { identity, periodName, seriesOf } from '../core/identity.ts'
import { type Calendar, errorBudget, type Slo } from '../core/model.ts'
import { LABELS, SERIES } from '../core/names.ts'
import type { RecordingRule } from '../core/rule-group.ts'
import { windowName } from '../core/windows.ts'

/** Evaluation interval of the slow group: half the window of the rates that days and the period are summed from. */
export const SLOW_INTERVAL = '2m30s'

/** When the SLO's data begins: the last recorded value or the earliest hour with data, whichever is earlier. */
export function firstSampleRule(slo: Slo): RecordingRule {
  const first = seriesOf(slo, SERIES.firstSample)
  const earliest = seriesOf(slo, SERIES.earliestSample)
  return {
    record: SERIES.firstSample,
    expr: [
      `(${first} < ${earliest})`,
      'or',
      earliest,
      'or',
      first,
      'or',
      // A rate needs two scrapes, so the data is a little older than its first rate.
      `timestamp(${seriesOf(slo, SERIES.total)}) - 15`,
    ].join('\n'),
    labels: identity(slo),
  }
}

/** The earliest hour of the period with data, so that data from before the rules counts too. */
export function earliestSampleRule(slo: Slo): RecordingRule {
  const step = `${seriesOf(slo, SERIES.sparseTotal)} * 0 + time()`
  return {
    record: SERIES.earliestSample,
    expr: `min_over_time((${step})[${windowName(slo.period)}:1h])`,
    labels: identity(slo),
  }
}

/** The part of a window that a young service has data for; its errors can have spent no more than that part's budget. */
export function coverageOf(slo: Slo, window: Duration): string {
  return `clamp_max((time() - ${seriesOf(slo, SERIES.firstSample)}) / ${inSeconds(window)}, 1)`
}

/** A second less than the interval: Prometheus 2 counts both ends of a range, and no sample may be in two means. */
const SLOW_RANGE = '2m29s'

/**
 * The mean of the event rates since the last evaluation: a tenth of the samples or less, and each event still counts
 * the same.
 */
export function sparseRates(slo: Slo): readonly RecordingRule[] {
  const labels = identity(slo)
  const mean = (series: string): string => `avg_over_time(${seriesOf(slo, series)}[${SLOW_RANGE}])`
  return [
    { record: SERIES.sparseErrors, expr: mean(SERIES.errors), labels },
    { record: SERIES.sparseTotal, expr: mean(SERIES.total), labels },
  ]
}

/** The error ratio of the period, from the sums of the sparse rates. */
export function periodRatioRule(slo: Slo): RecordingRule {
  const period = periodName(slo)
  const labels = { ...identity(slo), [LABELS.window]: period }
  return { record: SERIES.errorRatio(period), expr: periodRatio(slo), labels }
}

/**
 * How much of the period is covered, how fast its budget burns, and what that leaves; `recorded` are windows with a
 * fresh ratio.
 */
export function budgetRules(slo: Slo, recorded: readonly Duration[]): readonly RecordingRule[] {
  const period = periodName(slo)
  const labels = identity(slo)
  const windowed = { ...labels, [LABELS.window]: period }
  const burn = `(\n${youngServiceRatio(slo, recorded)}\n)\n* ${bareOf(slo, SERIES.coverage(period))} / ${errorBudget(slo.objective)}`
  return [
    { record: SERIES.coverage(period), expr: periodCoverage(slo), labels: windowed },
    { record: SERIES.periodBurnRate, expr: burn, labels: windowed },
    { record: SERIES.budgetRemaining, expr: `1 - ${seriesOf(slo, SERIES.periodBurnRate)}`, labels },
  ]
}

/**
 * All data of a young service lies in a window of the fast group; an older one's period is as old as the last slow
 * evaluation.
 */
function youngServiceRatio(slo: Slo, recorded: readonly Duration[]): string {
  const whole = bareOf(slo, SERIES.errorRatio(periodName(slo)))
  const longest = recorded.filter(window => window <= hours(1)).at(-1)
  if (longest === undefined || slo.calendar !== undefined) return whole
  const isYoung = `(time() - ${seriesOf(slo, SERIES.firstSample)} < ${inSeconds(longest)})`
  return `(${bareOf(slo, SERIES.errorRatio(windowName(longest)))} and ${isYoung})\nor\n${whole}`
}

/** A recorded series without the label of its window. */
function bareOf(slo: Slo, series: string): string {
  return `max without (${LABELS.window}) (${seriesOf(slo, series)})`
}

function periodRatio(slo: Slo): string {
  const over = (series: string): string => {
    if (slo.calendar !== undefined) return calendarSum(slo, slo.calendar, series)
    return `sum_over_time(${seriesOf(slo, series)}[${windowName(slo.period)}])`
  }
  return `${over(SERIES.sparseErrors)}\n/\n(${over(SERIES.sparseTotal)} > 0)`
}

/** Calendar periods are summed in blocks of these hours: few enough for a query, and whole ones end at midnight. */
const BLOCK_HOURS: Readonly<Record<Calendar, number>> = { month: 1, quarter: 3 }

/** The whole blocks of the calendar period so far, and the recorded part of the current one. */
function calendarSum(slo: Slo, calendar: Calendar, series: string): string {
  const found = seriesOf(slo, series)
  const block = `${BLOCK_HOURS[calendar]}h`
  const isThisPeriod = isSame(slo, INDEX[calendar])
  const isThisBlock = isSame(slo, moment => `floor(hour(${moment}) / ${BLOCK_HOURS[calendar]})`)
  const whole = `sum_over_time((sum_over_time(${found}[${block}]) and on () ${isThisPeriod})[${windowName(slo.period)}:${block}])`
  const begun = `sum_over_time((${found} and on () ${isThisBlock})[${block}:${SLOW_INTERVAL}])`
  return `((${whole} or 0 * ${found}) + (${begun} or 0 * ${found}))`
}

function periodCoverage(slo: Slo): string {
  if (slo.calendar === undefined) return coverageOf(slo, slo.period)
  const total = seriesOf(slo, SERIES.sparseTotal)
  const hours = BLOCK_HOURS[slo.calendar]
  const isThisPeriod = isSame(slo, INDEX[slo.calendar])
  const blocks = `count_over_time((${total} and on () ${isThisPeriod})[${windowName(slo.period)}:${hours}h])`
  return `(${blocks} or 0 * ${total}) * ${hours} / on () group_left () (24 * ${LENGTH_DAYS[slo.calendar]})`
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
