import { type Duration, milliseconds, minutes } from '../../lib/duration.ts'
import { eventUnit } from '../../lib/promql/shape.ts'
import { seriesOf } from '../core/identity.ts'
import { type AlertWindow, errorBudget, type Slo } from '../core/model.ts'
import { LABELS, SERIES } from '../core/names.ts'
import { BASE_WINDOW, burnRate, windowName } from '../core/windows.ts'

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
 * the threshold's part of its window, by the interval of a probe or by declared traffic. A bare ratio has no counts, so nothing is asked for.
 */
export function needsMinFailures(slo: Slo, window: AlertWindow): boolean {
  if (slo.sli.kind === 'ratio' || eventUnit(slo.sli.errorQuery) === 'unknown') return false
  const interval = slo.sli.eventIntervalSeconds
  if (interval === undefined) return slo.sli.probe === undefined
  return (window.long / 1000 / interval) * burnRate(window, slo.period) * errorBudget(slo.objective) < 1
}

/** How often, in minutes, failures are looked at over a window: often enough, and at most once for each rate. */
function lookMinutes(window: Duration): number {
  return Math.max(1, Math.min(RATE_MINUTES, Math.floor(window / 72 / 60_000)))
}

/** Failures are summed from rates over the base window, so each counts in full only when it is that old. */
const RATE_MINUTES = BASE_WINDOW / minutes(1)

/** How many bad events a window has seen, added up from the recorded five-minute rates. */
export function failuresOver(slo: Slo, window: Duration): string {
  const step = lookMinutes(window)
  const looks = `sum_over_time(${seriesOf(slo, SERIES.errors)}[${windowName(window)}:${step}m])`
  const isRate = slo.sli.kind === 'events' && eventUnit(slo.sli.errorQuery) === 'per second'
  const perLook = isRate ? step * 60 : step / RATE_MINUTES
  return `max without (${LABELS.window}) (${looks} * ${perLook})`
}

/**
 * How long after the first moment of trouble a window has seen `needed` bad events of which `badPerMinute` come: the
 * smallest t for which the sum over all bad events k of min(1, (t - k/f) / 5 min) reaches it, f being bad events a
 * minute; of a window that is read from the raw counters, each counts at once. Undefined when so many never come together.
 */
export function badEventsTime(
  window: Duration,
  badPerMinute: number,
  needed: number,
  isRaw: boolean,
): Duration | undefined {
  const smoothing = isRaw ? 0 : RATE_MINUTES
  const longest = window / 60_000
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

/** How long the guard holds an alert back: until a window has seen enough bad events, and has looked once more. */
export function guardTime(window: Duration, badPerMinute: number): Duration | undefined {
  const seen = badEventsTime(window, badPerMinute, MIN_FAILURES, false)
  return seen === undefined ? undefined : milliseconds(seen + minutes(lookMinutes(window)))
}
