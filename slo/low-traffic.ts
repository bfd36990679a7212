import { eventUnit } from '../lib/promql-shape.ts'
import { seriesOf } from './identity.ts'
import { type AlertWindow, errorBudget, type Slo } from './model.ts'
import { LABELS, SERIES } from './names.ts'
import { burnRate, windowName } from './windows.ts'

/**
 * So many bad events make an alert where one alone could burn the budget fast enough; two may be a coincidence.
 *
 * A lower bound of the error ratio (Wilson's) looks like the finer guard and is not. At one event a minute and 14.4 times
 * the budget of 99.9 % it asks for the same three in an hour; but at twelve an hour and fewer it is content with one,
 * for one in twelve is indeed far more than 1.4 %. It would also put a square root between the pager and the numbers.
 */
const FAILURES = 3

/** The same for PromQL: a rate is extrapolated to the ends of its window, so three events count as a little less or more. */
export const MIN_FAILURES = FAILURES - 0.5

/**
 * Whether a single bad event might fire this pair: unless events are known to come so often that one of them is less than
 * the threshold's part of its window, by the interval of a probe or by declared traffic. Without counts (a bare ratio) nobody can tell, and nothing is asked for.
 */
export function needsMinFailures(slo: Slo, window: AlertWindow): boolean {
  if (slo.sli.kind === 'ratio' || eventUnit(slo.sli.errorQuery) === 'unknown') return false
  const interval = slo.sli.eventIntervalSeconds
  if (interval === undefined) return slo.sli.probe === undefined
  return (window.long / 1000 / interval) * burnRate(window, slo.period) * errorBudget(slo.objective) < 1
}

/** How many bad events a window has seen, added up from the recorded five-minute rates. */
export function failuresOver(slo: Slo, window: Slo['period']): string {
  const stepMinutes = Math.max(1, Math.min(5, Math.floor(window / 72 / 60_000)))
  const looks = `sum_over_time(${seriesOf(slo, SERIES.errors)}[${windowName(window)}:${stepMinutes}m])`
  const isRate = slo.sli.kind === 'events' && eventUnit(slo.sli.errorQuery) === 'per second'
  const perLook = isRate ? stepMinutes * 60 : stepMinutes / 5
  return `max without (${LABELS.window}) (${looks} * ${perLook})`
}
