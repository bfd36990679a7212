import { identity, periodName, seriesOf } from './identity.ts'
import { type Calendar, errorBudget, type Slo } from './model.ts'
import { LABELS, SERIES } from './names.ts'
import type { RecordingRule } from './rule-group.ts'
import { windowName } from './windows.ts'

/**
 * When the SLO's data begins: what it was a moment ago, or else the earliest hour of the period with data, so that history
 * which was there before the rule was counts too.
 */
export function bornRule(slo: Slo): RecordingRule {
  const total = seriesOf(slo, SERIES.total)
  const minutely = seriesOf(slo, SERIES.minuteTotal)
  return {
    record: SERIES.born,
    expr: [
      seriesOf(slo, SERIES.born),
      'or',
      `min_over_time(timestamp(${minutely})[${windowName(slo.period)}:1h])`,
      'or',
      // A rate needs two scrapes, and this rule runs once a minute: the data is that much older than its first look.
      `timestamp(${total}) - 60`,
    ].join('\n'),
    labels: identity(slo),
  }
}

/** The part of a window that a young service has lived through; its errors can have spent no more than that part's budget. */
export function coverageOf(slo: Slo, window: Slo['period']): string {
  return `clamp_max((time() - ${seriesOf(slo, SERIES.born)}) / ${window / 1000}, 1)`
}

/** The event rates once a minute: a tenth of the samples, and each event still counted five times. */
export function minuteRates(slo: Slo): readonly RecordingRule[] {
  const labels = identity(slo)
  return [
    { record: SERIES.minuteErrors, expr: seriesOf(slo, SERIES.errors), labels },
    { record: SERIES.minuteTotal, expr: seriesOf(slo, SERIES.total), labels },
  ]
}

/** The period: its error ratio, how much of it is covered, and what that leaves of the budget. */
export function periodRules(slo: Slo): readonly RecordingRule[] {
  const period = periodName(slo)
  const labels = identity(slo)
  const windowed = { ...labels, [LABELS.window]: period }
  const ratio = seriesOf(slo, SERIES.errorRatio(period))
  const coverage = seriesOf(slo, SERIES.coverage(period))
  const burn = `${ratio} * ${coverage} / ${errorBudget(slo.objective)}`
  return [
    { record: SERIES.errorRatio(period), expr: periodRatio(slo), labels: windowed },
    { record: SERIES.coverage(period), expr: periodCoverage(slo), labels: windowed },
    { record: SERIES.periodBurnRate, expr: burn, labels: windowed },
    { record: SERIES.budgetRemaining, expr: `1 - ${seriesOf(slo, SERIES.periodBurnRate)}`, labels },
  ]
}

function periodRatio(slo: Slo): string {
  const over = (series: string): string => {
    const found = seriesOf(slo, series)
    const window = windowName(slo.period)
    if (slo.calendar === undefined) return `sum_over_time(${found}[${window}])`
    return `sum_over_time((${found} and on () ${isNow(slo, slo.calendar)})[${window}:5m])`
  }
  return `${over(SERIES.minuteErrors)}\n/\n(${over(SERIES.minuteTotal)} > 0)`
}

function periodCoverage(slo: Slo): string {
  if (slo.calendar === undefined) return coverageOf(slo, slo.period)
  const total = seriesOf(slo, SERIES.minuteTotal)
  const hours = `count_over_time((${total} and on () ${isNow(slo, slo.calendar)})[${windowName(slo.period)}:1h])`
  return `(${hours} or 0 * ${total}) / on () group_left () (24 * ${LENGTH_DAYS[slo.calendar]})`
}

/** Which month or quarter a moment lies in. */
const INDEX: Readonly<Record<Calendar, (month: string) => string>> = {
  month: month => month,
  quarter: month => `floor((${month} - 1) / 3)`,
}

/** Whether a moment of a subquery lies in the calendar period of the evaluation; `@ end()` is the moment of evaluation. */
function isNow(slo: Slo, calendar: Calendar): string {
  const now = `month(timestamp(${seriesOf(slo, SERIES.total)} @ end()))`
  return `(${INDEX[calendar]('month()')} == on () ${INDEX[calendar](now)})`
}

/** How long the present calendar period is: quarters have 90 (or 91), 91, 92 and 92 days. */
const LENGTH_DAYS: Readonly<Record<Calendar, string>> = {
  month: 'days_in_month()',
  quarter: '(92 - (floor((month() - 1) / 3) < bool 2) - (floor((month() - 1) / 3) < bool 1))',
}
