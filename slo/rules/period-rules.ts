import { type Duration, formatDuration, milliseconds, seconds } from '../../lib/duration.ts'
import { identity, periodName, seriesOf } from '../core/identity.ts'
import { errorBudget, type Slo } from '../core/model.ts'
import { LABELS, SERIES } from '../core/names.ts'
import type { RecordingRule } from '../core/rule-group.ts'
import { windowName } from '../core/windows.ts'
import { calendarSum, SLOW } from './calendar.ts'
import { hasLongGaps } from './counter-levels.ts'
import { countOver, countRange, hasInterval, ratioOfCounts, takenSeconds, withoutWindow } from './event-counts.ts'
import { isCounted } from './event-rates.ts'
import { expectedNow, expectedRule, KEPT } from './expected-events.ts'
import { accountedLevels, FIRST_GAP, lateCounts } from './long-gaps.ts'

/**
 * When the SLO's data begins. The slow group keeps the earliest beginning it knows for a period, so it survives gaps and
 * restarts, and the retention of the data it began with.
 */
export function firstSampleRule(slo: Slo): RecordingRule {
  const total = seriesOf(slo, SERIES.total)
  // A rate needs two scrapes, so the data is a little older than its first rate; of older counters the last half hour counts.
  const age = isCounted(slo.sli) ? `(${takenSeconds(slo)} or 0 * ${total} + 15)` : '15'
  const now = `timestamp(${total}) - ${age}`
  const kept = `last_over_time(${seriesOf(slo, SERIES.earliestSample)}[${KEPT}])`
  return {
    record: SERIES.firstSample,
    expr: `${kept}\nor\nlast_over_time(${seriesOf(slo, SERIES.firstSample)}[${windowName(FIRST_GAP)}])\nor\n${now}`,
    labels: identity(slo),
  }
}

/** The earliest beginning that was recorded in the last period. */
export function earliestSampleRule(slo: Slo): RecordingRule {
  const first = seriesOf(slo, SERIES.firstSample)
  const kept = `last_over_time(${seriesOf(slo, SERIES.earliestSample)}[${windowName(slo.period)}])`
  return {
    record: SERIES.earliestSample,
    expr: `(${first} < ${kept})\nor\n${kept}\nor\n${first}`,
    labels: identity(slo),
  }
}

/** The range over which the slow group compares what it has summed with what there is: it may miss two hours. */
const SUMMED = '1h59m59s'

/** An interval of the slow group: what the fast group has recorded in it, and a sum of its own just before. */
const INTERVAL = {
  range: lessThanSlow(milliseconds(1)),
  before: `[2s] offset ${lessThanSlow(seconds(1))}`,
  within: lessThanSlow(seconds(2)),
}

function lessThanSlow(by: Duration): string {
  return formatDuration(milliseconds(SLOW - by))
}

/**
 * The counts since the last slow evaluation, a tenth of the samples or less. Where that was an interval ago they are what
 * the fast group has recorded since. Else all counts of two hours less what is summed of them: after a gap, and while events
 * that were given back are among them, which is how they are taken back here too.
 */
export function sparseCounts(slo: Slo): readonly RecordingRule[] {
  const sum = (series: string): string => countOver(slo, series, SUMMED)
  const none = `0 * ${sum(SERIES.totalCount)}`
  const summed = seriesOf(slo, SERIES.sparseTotal)
  const isRegular = `last_over_time(${summed}${INTERVAL.before}) unless last_over_time(${summed}[${INTERVAL.within}])`
  const lately = (count: string, late: string | undefined): string => {
    const counted = countOver(slo, count, INTERVAL.range)
    return `${late === undefined ? counted : `${counted} + (${seriesOf(slo, late)} or 0 * ${counted})`} and (${isRegular})`
  }
  const since = (count: string, late: string | undefined, sparse: string): string => {
    const all = late === undefined ? sum(count) : `${sum(count)}\n+\n(${sum(late)} or ${none})`
    return `${all}\n-\n(${sum(sparse)} or ${none})`
  }
  const late = hasLongGaps(slo) ? ([SERIES.lateErrors, SERIES.lateTotal] as const) : []
  const errors = since(SERIES.errorCount, late[0], SERIES.sparseErrors)
  const total = since(SERIES.totalCount, late[1], SERIES.sparseTotal)
  const seen = since(SERIES.seenErrors, late[0], SERIES.sparseSeen)
  const measured = since(SERIES.measured, undefined, SERIES.sparseMeasured)
  const isGivenBack = `${sum(SERIES.seenErrors)} - (${sum(SERIES.errorCount)} or ${none}) > 0`
  const labels = identity(slo)
  return [
    ...lateCounts(slo, { errors: seen, total }),
    {
      record: SERIES.sparseErrors,
      expr: `(${lately(SERIES.errorCount, late[0])} unless (${isGivenBack}))\nor\n${errors}`,
      labels,
    },
    ...(hasInterval(slo)
      ? []
      : [
          {
            record: SERIES.sparseMeasured,
            expr: `(${lately(SERIES.measured, undefined)})\nor\n${measured}`,
            labels,
          },
        ]),
    ...(hasLongGaps(slo)
      ? [
          {
            record: SERIES.sparseSeen,
            expr: `(${lately(SERIES.seenErrors, late[0])})\nor\n${seen}`,
            labels,
          },
        ]
      : []),
    { record: SERIES.sparseTotal, expr: `(${lately(SERIES.totalCount, late[1])})\nor\n${total}`, labels },
    ...accountedLevels(slo),
  ]
}

/** Bad and all events of the period, and how many a whole period has. */
export function periodCounts(slo: Slo): readonly RecordingRule[] {
  const period = periodName(slo)
  const labels = identity(slo)
  const over = (series: string): string => {
    return slo.calendar === undefined
      ? countOver(slo, series, countRange(slo.period))
      : calendarSum(slo, slo.calendar, series)
  }
  return [
    { record: SERIES.periodErrors(period), expr: over(SERIES.sparseErrors), labels },
    { record: SERIES.periodTotal(period), expr: over(SERIES.sparseTotal), labels },
    expectedRule(slo, over(SERIES.sparseMeasured), hasLongGaps(slo) ? over(SERIES.lateTotal) : undefined),
  ]
}

/** The error ratio of the period, how much of it is measured, how fast its budget burns, and what that leaves. */
export function budgetRules(slo: Slo): readonly RecordingRule[] {
  const period = periodName(slo)
  const labels = identity(slo)
  const windowed = { ...labels, [LABELS.window]: period }
  const ratio = ratioOfCounts(
    `(\n${soFar(slo, SERIES.periodErrors(period), SERIES.pendingErrors)}\n)`,
    `(\n${soFar(slo, SERIES.periodTotal(period), SERIES.pendingTotal)}\n)`,
  )
  const coverage = `clamp_max((\n${soFar(slo, SERIES.periodTotal(period), SERIES.pendingTotal)}\n) / ${expectedNow(slo)}, 1)`
  const burn = `${withoutWindow(seriesOf(slo, SERIES.errorRatio(period)))}\n* ${withoutWindow(seriesOf(slo, SERIES.coverage(period)))} / ${errorBudget(slo.objective)}`
  return [
    { record: SERIES.errorRatio(period), expr: ratio, labels: windowed },
    { record: SERIES.coverage(period), expr: coverage, labels: windowed },
    { record: SERIES.periodBurnRate, expr: burn, labels: windowed },
    { record: SERIES.budgetRemaining, expr: `1 - ${seriesOf(slo, SERIES.periodBurnRate)}`, labels },
  ]
}

/** The events of the period: those until the last slow evaluation, and those since then. */
function soFar(slo: Slo, summed: string, pending: string): string {
  const now = seriesOf(slo, pending)
  return `(last_over_time(${seriesOf(slo, summed)}[${KEPT}]) or 0 * ${now})\n+\n${now}`
}
