import { type Duration, hours } from '../../lib/duration.ts'
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
import { SUMMANDS, summedCounts, unsummed, unsummedThen } from './running-counts.ts'

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

/** What was given back is looked for in two hours; where a sum of a gap's end reaches farther back than they do, in the last interval. */
const GIVEN_BACK_WITHIN = [hours(2), SLOW]

/**
 * The counts since the last slow evaluation, a tenth of the samples or less, and with them the events of a long gap that
 * is over.
 */
export function sparseCounts(slo: Slo): readonly RecordingRule[] {
  const [errors, total] = [seriesOf(slo, SERIES.sparseSeen), unsummed(slo, SUMMANDS.total)]
  const givenBack = GIVEN_BACK_WITHIN.map(within => `(\n${withoutGivenBack(slo, within)}\n)`)
  const withLate = (counted: string, late: string): string =>
    hasLongGaps(slo) ? `${counted}\n+\n(${seriesOf(slo, late)} or 0 * ${counted})` : counted
  const labels = identity(slo)
  return [
    { record: SERIES.sparseSeen, expr: unsummed(slo, SUMMANDS.errors), labels },
    ...lateCounts(slo, { errors, total }),
    {
      record: SERIES.sparseErrors,
      expr: [...givenBack, withLate(errors, SERIES.lateErrors)].join('\nor\n'),
      labels,
    },
    ...(hasInterval(slo) ? [] : [{ record: SERIES.sparseMeasured, expr: unsummed(slo, SUMMANDS.measured), labels }]),
    { record: SERIES.sparseTotal, expr: withLate(total, SERIES.lateTotal), labels },
    ...accountedLevels(slo),
    ...summedCounts(slo),
  ]
}

/**
 * The same less the bad events that were given back and are summed all the same: all that was summed in this time without
 * giving back, less what was given back and what was summed. No value where none were given back, or where the first sum of
 * this time has events from before it.
 */
function withoutGivenBack(slo: Slo, within: Duration): string {
  const sum = (series: string): string => countOver(slo, series, countRange(within))
  const none = `0 * ${sum(SERIES.sparseSeen)}`
  const late = hasLongGaps(slo) ? `\n+\n(${sum(SERIES.lateErrors)} or ${none})` : ''
  const givenBack = `(${sum(SERIES.seenErrors)} - (${sum(SERIES.errorCount)} or ${none}) > 0)`
  const isShared = `${unsummedThen(slo, SUMMANDS.errors, within)} > 0`
  return `${sum(SERIES.sparseSeen)}${late}\n-\n(${sum(SERIES.sparseErrors)} or ${none})\n-\n${givenBack}\nunless ${isShared}`
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
