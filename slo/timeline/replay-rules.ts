import { inSeconds } from '../../lib/duration.ts'
import { periodName, seriesOf } from '../core/identity.ts'
import type { Slo } from '../core/model.ts'
import { SERIES } from '../core/names.ts'
import { isAlert, type RuleGroup } from '../core/rule-group.ts'
import { windowName } from '../core/windows.ts'
import { calendarSum } from '../rules/calendar.ts'
import { COUNT_RANGE, countOver, countRange, isCounted, measuredRule, ratioOfCounts } from '../rules/event-counts.ts'
import { expectedRule } from '../rules/expected-events.ts'
import { rulesForSlo } from '../rules/rules.ts'
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
      .filter(rule => isAlert(rule) || !LONG_GAPS.includes(rule.record))
      .map(rule => (isAlert(rule) ? rule : { ...rule, expr: replaced.get(rule.record) ?? rule.expr })),
  }))
}

/** They need memory over any length of time, and a replay's budget is made of the counts themselves. */
const LONG_GAPS: readonly string[] = [SERIES.totalLevel, SERIES.errorLevel, SERIES.lateTotal, SERIES.lateErrors]

/** A second less than the slow interval: no count may be in two sums. */
const SLOW_RANGE = '2m29s'

function withoutMemory(slo: Slo, range: TimeRange): ReadonlyMap<string, string> {
  const step = `${range.stepSeconds}s`
  const period = periodName(slo)
  const difference = (metric: string): string => {
    const counter = `${metric}_total`
    const before = `(${counter} offset ${step} or last_over_time(${counter}[${windowName(COUNT_RANGE)}] offset ${step}))`
    // Less than before: it began again at zero.
    return `sum((${counter} - ${before} >= 0) or (${counter} and ${counter} - ${before} < 0))`
  }
  const inPeriod = (series: string): string => {
    if (slo.calendar !== undefined) return calendarSum(slo, slo.calendar, series, step)
    return countOver(slo, series, countRange(slo.period))
  }
  const expected = expectedRule(slo, inPeriod(SERIES.measured)).expr
  const total = inPeriod(SERIES.totalCount)
  const counted: readonly (readonly [record: string, expr: string])[] = [
    [SERIES.totalCount, difference(SIMULATED.events)],
    [SERIES.seenErrors, difference(SIMULATED.bad)],
  ]
  return new Map([
    ...(isCounted(slo.sli) ? counted : []),
    [SERIES.firstSample, `0 * ${seriesOf(slo, SERIES.total)} + ${range.startSeconds - inSeconds(LEAD)}`],
    [SERIES.measured, measuredRule(slo, `0 * ${seriesOf(slo, SERIES.totalCount)} + ${range.stepSeconds}`).expr],
    [SERIES.sparseTotal, countOver(slo, SERIES.totalCount, SLOW_RANGE)],
    [SERIES.sparseErrors, countOver(slo, SERIES.errorCount, SLOW_RANGE)],
    [SERIES.sparseMeasured, countOver(slo, SERIES.measured, SLOW_RANGE)],
    [SERIES.errorRatio(period), ratioOfCounts(inPeriod(SERIES.errorCount), `(${total})`)],
    [
      SERIES.coverage(period),
      `clamp_max((${total}) / (${expected.replaceAll(seriesOf(slo, SERIES.periodTotal(period)), `(${total})`)}), 1)`,
    ],
  ])
}
