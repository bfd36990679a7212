import { type Duration, formatDuration, inSeconds, milliseconds, seconds } from '../../lib/duration.ts'
import { periodName, seriesOf } from '../core/identity.ts'
import type { Slo } from '../core/model.ts'
import { SERIES } from '../core/names.ts'
import { isAlert, type RuleGroup } from '../core/rule-group.ts'
import { windowName } from '../core/windows.ts'
import { calendarSum, SLOW } from '../rules/calendar.ts'
import { countOver, countRange, measuredRule, ratioOfCounts } from '../rules/event-counts.ts'
import { COUNT_RANGE, isCounted } from '../rules/event-rates.ts'
import { expectedRule } from '../rules/expected-events.ts'
import { rulesForSlo } from '../rules/rules.ts'
import { SUMMANDS } from '../rules/running-counts.ts'
import { LEAD, SIMULATED } from './replay-counters.ts'
import type { TimeRange } from './time-range.ts'

/**
 * The rules of an SLO for a replay. A rule that reads what it recorded before cannot be evaluated over a range. There it
 * needs no memory either: nothing is missing between two evaluations, so the counters' own difference is what it counts.
 */
export function replayedRules(slo: Slo, range: TimeRange): readonly RuleGroup[] {
  const replaced = withoutMemory(slo, range)
  return rulesForSlo(slo).map(group => ({
    ...group,
    rules: group.rules
      .filter(rule => isAlert(rule) || !MEMORY.includes(rule.record))
      .map(rule => (isAlert(rule) ? rule : { ...rule, expr: replaced.get(rule.record) ?? rule.expr })),
  }))
}

/** What counters stand at and what was counted so far are the memory of gaps. */
const MEMORY: readonly string[] = [
  SERIES.totalLevel,
  SERIES.errorLevel,
  SERIES.countedTotalLevel,
  SERIES.countedErrorLevel,
  SERIES.accountedTotalLevel,
  SERIES.accountedErrorLevel,
  SERIES.gapEnd,
  SERIES.gapStart,
  SERIES.sparseSeen,
  ...Object.values(SUMMANDS).flatMap(({ running, summed }) => [running, summed]),
]

/** A second less than the slow interval: no count may be in two sums. */
const SLOW_RANGE = formatDuration(milliseconds(SLOW - seconds(1)))

function withoutMemory(slo: Slo, range: TimeRange): ReadonlyMap<string, string> {
  const step = `${range.stepSeconds}s`
  const period = periodName(slo)
  const latest = (counter: string, lookback: Duration): string =>
    `last_over_time(${counter}[${windowName(lookback)}] offset ${step})`
  const difference = (counter: string, before: string): string =>
    // Less than before: it began again at zero.
    `((${counter} - ${before} >= 0) or (${counter} and ${counter} - ${before} < 0))`
  const since = (metric: string): string => {
    const counter = `${metric}_total`
    return `sum(${difference(counter, `(${counter} offset ${step} or ${latest(counter, COUNT_RANGE)})`)})`
  }
  const late = (metric: string): string => {
    const counter = `${metric}_total`
    return `sum(${difference(counter, latest(counter, slo.period))} unless ${latest(counter, COUNT_RANGE)})`
  }
  const inPeriod = (series: string): string => {
    if (slo.calendar !== undefined) return calendarSum(slo, slo.calendar, series, seconds(range.stepSeconds))
    return countOver(slo, series, countRange(slo.period))
  }
  const slow = (series: string): string => countOver(slo, series, SLOW_RANGE)
  const withLate = (sum: string, more: string): string => `(${sum} + (${more} or 0 * ${sum}))`
  const [lateErrors, lateTotal] = [inPeriod(SERIES.lateErrors), inPeriod(SERIES.lateTotal)]
  const expected = expectedRule(slo, inPeriod(SERIES.measured), lateTotal).expr
  const [errors, total] = [
    withLate(inPeriod(SERIES.errorCount), lateErrors),
    withLate(inPeriod(SERIES.totalCount), lateTotal),
  ]
  const counted: readonly (readonly [record: string, expr: string])[] = [
    [SERIES.totalCount, since(SIMULATED.events)],
    [SERIES.seenErrors, since(SIMULATED.bad)],
    [SERIES.lateTotal, late(SIMULATED.events)],
    [SERIES.lateErrors, late(SIMULATED.bad)],
  ]
  return new Map([
    ...(isCounted(slo.sli) ? counted : []),
    [SERIES.firstSample, `0 * ${seriesOf(slo, SERIES.total)} + ${range.startSeconds - inSeconds(LEAD)}`],
    [SERIES.measured, measuredRule(slo, `0 * ${seriesOf(slo, SERIES.totalCount)} + ${range.stepSeconds}`).expr],
    [SERIES.sparseTotal, withLate(slow(SERIES.totalCount), slow(SERIES.lateTotal))],
    [SERIES.sparseErrors, withLate(slow(SERIES.errorCount), slow(SERIES.lateErrors))],
    [SERIES.sparseMeasured, slow(SERIES.measured)],
    [SERIES.errorRatio(period), ratioOfCounts(errors, total)],
    [
      SERIES.coverage(period),
      `clamp_max((${total}) / (${expected.replaceAll(seriesOf(slo, SERIES.periodTotal(period)), `(${total})`)}), 1)`,
    ],
  ])
}
