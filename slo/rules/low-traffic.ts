import { type Duration, inMinutes, inSeconds, milliseconds, minutes } from '../../lib/duration.ts'
import { eventUnit } from '../../lib/promql/shape.ts'
import { seriesOf } from '../core/identity.ts'
import { type AlertWindow, errorBudget, type Slo } from '../core/model.ts'
import { LABELS, SERIES } from '../core/names.ts'
import { BASE_WINDOW, burnRate, windowName } from '../core/windows.ts'

/**
 * The number of bad events that an alert needs where one alone could burn the budget fast enough; two may be a
 * coincidence.
 *
 * A lower bound of the error ratio (Wilson's) seems the finer guard and is not. At one event a minute and 14.4 times
 * the budget of 99.9 % it needs the same three in an hour; but at twelve an hour and fewer it needs only one, for one
 * in twelve is far more than 1.4 %. It would also put a square root between the alert and the numbers.
 */
const FAILURES = 3

/**
 * The same for PromQL: a rate is extrapolated to the ends of its window, so three events count as a little less or
 * more.
 */
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

/** The step in minutes at which failures are summed over a window: fine enough, and at most one step for each rate. */
function stepMinutes(window: Duration): number {
  return Math.max(1, Math.min(RATE_MINUTES, Math.floor(inMinutes(window) / 72)))
}

/** Failures are summed from rates over the base window, so each counts in full only when it is that old. */
const RATE_MINUTES = inMinutes(BASE_WINDOW)

/** How many bad events a window has, summed from the recorded five-minute rates. */
export function failuresOver(slo: Slo, window: Duration): string {
  const step = stepMinutes(window)
  const sum = `sum_over_time(${seriesOf(slo, SERIES.errors)}[${windowName(window)}:${step}m])`
  const isRate = slo.sli.kind === 'events' && eventUnit(slo.sli.errorQuery) === 'per second'
  const perStep = isRate ? step * 60 : step / RATE_MINUTES
  return `max without (${LABELS.window}) (${sum} * ${perStep})`
}

/**
 * How long after the first bad event a window has counted `needed` of them, at `badPerMinute`: the smallest t for which
 * the sum over all bad events k of min(1, (t - k/f) / 5 min) reaches it, f being bad events a minute; of a window that
 * is read from the raw counters, each counts at once. Undefined when there are never as many in one window.
 */
export function badEventsTime(
  window: Duration,
  badPerMinute: number,
  needed: number,
  isRaw: boolean,
): Duration | undefined {
  const smoothing = isRaw ? 0 : RATE_MINUTES
  const longest = inMinutes(window)
  const seen = (now: number): number => {
    const all = Math.floor(now * badPerMinute + 1e-9)
    // Only those of the last minutes are not counted in full yet.
    const full = Math.max(0, Math.floor((now - smoothing) * badPerMinute + 1e-9))
    let sum = full
    for (let k = full + 1; k <= all && sum < needed; k++) sum += Math.min(1, (now - k / badPerMinute) / smoothing)
    return sum
  }
  if (!(seen(longest) >= needed)) return undefined
  let [early, late] = [0, longest]
  while (late - early > 1 / 60) {
    const middle = (early + late) / 2
    if (seen(middle) >= needed) late = middle
    else early = middle
  }
  return minutes(late)
}

/** How long the guard delays an alert: until a window has counted enough bad events, and one step more. */
export function guardTime(window: Duration, badPerMinute: number): Duration | undefined {
  const seen = badEventsTime(window, badPerMinute, MIN_FAILURES, false)
  return seen === undefined ? undefined : milliseconds(seen + minutes(stepMinutes(window)))
}
