import { type Duration, inMinutes, inSeconds, minutes } from '../../lib/duration.ts'
import { eventUnit } from '../../lib/promql/shape.ts'
import { type AlertWindow, errorBudget, type Slo } from '../core/model.ts'
import { SERIES } from '../core/names.ts'
import { burnRate } from '../core/windows.ts'
import { countOver, countRange } from './event-counts.ts'

/**
 * The number of bad events that an alert needs where one alone could burn the budget fast enough; two may be a
 * coincidence.
 *
 * A lower bound of the error ratio (Wilson's) seems the finer guard and is not. At one event a minute and 14.4 times
 * the budget of 99.9 % it needs the same three in an hour; but at twelve an hour and fewer it needs only one, for one
 * in twelve is far more than 1.4 %. It would also put a square root between the alert and the numbers.
 */
const FAILURES = 3

/** The same for PromQL: of queries that are no plain counters, three events may count as a little less. */
export const MIN_FAILURES = FAILURES - 0.5

/**
 * Whether a single bad event might fire this pair: unless events are known to come so often that one of them is less
 * than the threshold's part of its window, by the interval of a probe or by declared traffic. A bare ratio has no
 * counts, so none are needed.
 */
export function needsMinFailures(slo: Slo, window: AlertWindow): boolean {
  if (slo.sli.kind === 'ratio' || eventUnit(slo.sli.errorQuery) === 'unknown') return false
  const interval = slo.sli.eventIntervalSeconds
  if (interval === undefined) return slo.sli.probe === undefined
  return (inSeconds(window.long) / interval) * burnRate(window, slo.period) * errorBudget(slo.objective) < 1
}

/** How many bad events a window has. */
export function failuresOver(slo: Slo, window: Duration): string {
  return countOver(slo, SERIES.errorCount, countRange(window))
}

/**
 * How long an outage lasts until `needed` bad events have come, at `badPerMinute`; undefined when a window never has as
 * many.
 */
export function badEventsTime(window: Duration, badPerMinute: number, needed: number): Duration | undefined {
  const time = needed / badPerMinute
  return time <= inMinutes(window) ? minutes(time) : undefined
}

/** How long the guard delays an alert: until the third bad event. */
export function guardTime(window: Duration, badPerMinute: number): Duration | undefined {
  return badEventsTime(window, badPerMinute, FAILURES)
}
