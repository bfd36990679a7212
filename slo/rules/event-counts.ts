import { type Duration, formatDuration, hours, inSeconds, milliseconds, seconds } from '../../lib/duration.ts'
import { readAst } from '../../lib/promql/query/ast.ts'
import { isFilter } from '../../lib/promql/query/event-filter.ts'
import { partsOf } from '../../lib/promql/query/output-series.ts'
import { eventUnit } from '../../lib/promql/shape.ts'
import { identity, seriesOf } from '../core/identity.ts'
import type { Sli, Slo } from '../core/model.ts'
import { LABELS, SERIES } from '../core/names.ts'
import type { RecordingRule } from '../core/rule-group.ts'
import { BASE_RANGE, BASE_WINDOW, windowName } from '../core/windows.ts'
import { hasLongGaps, levelRules } from './counter-levels.ts'
import { COUNT_RANGE, isCounted } from './event-rates.ts'

/** A window as a range over recorded counts: Prometheus 2 reads both ends, and a sample counts what is before it. */
export function countRange(window: Duration): string {
  return formatDuration(milliseconds(window - seconds(1)))
}

/** Counts are rounded to this, so that what calculating leaves over is no event. */
const FINENESS = 0.001

/** Events since the evaluation before, each counted once, at whatever moments Prometheus scrapes and evaluates. */
export function eventCounts(slo: Slo): readonly RecordingRule[] {
  const labels = identity(slo)
  const [total, count] = [seriesOf(slo, SERIES.total), seriesOf(slo, SERIES.totalCount)]
  const counted = { record: SERIES.errorCount, expr: seriesOf(slo, SERIES.seenErrors), labels }
  if (!isCounted(slo.sli)) {
    return [
      { record: SERIES.totalCount, expr: total, labels },
      { record: SERIES.seenErrors, expr: seriesOf(slo, SERIES.errors), labels },
      counted,
    ]
  }
  const all = risen(slo, TOTAL)
  return [
    ...levelRules(slo),
    { record: SERIES.totalCount, expr: firstOf(slo, [...all, ...missed(slo, TOTAL)]), labels },
    {
      record: SERIES.seenErrors,
      expr: firstOf(slo, [
        ...risen(slo, ERRORS).map((bad, index) => (index === 0 ? `${bad} and (${all[0]})` : bad)),
        ...missed(slo, ERRORS),
      ]),
      labels,
    },
    counted,
    ...countedLevels(slo),
    { record: SERIES.caughtUp, expr: `${count} > ${LATE_SECONDS} * ${perSecond(slo, total)}`, labels },
  ]
}

/** The series that events of one kind are counted from. */
interface Sources {
  readonly level: string
  readonly countedLevel: string
  readonly five: string
  readonly half: string
  readonly count: string
}

const TOTAL: Sources = {
  level: SERIES.totalLevel,
  countedLevel: SERIES.countedTotalLevel,
  five: SERIES.total,
  half: SERIES.longTotal,
  count: SERIES.totalCount,
}
const ERRORS: Sources = {
  level: SERIES.errorLevel,
  countedLevel: SERIES.countedErrorLevel,
  five: SERIES.errors,
  half: SERIES.longErrors,
  count: SERIES.seenErrors,
}

/** The first of some ways to count that gives a number. Without a scrape nothing has been counted. */
function firstOf(slo: Slo, ways: readonly string[]): string {
  const total = seriesOf(slo, SERIES.total)
  const scraped = hasLongGaps(slo) ? ` and ${seriesOf(slo, SERIES.totalLevel)} or 0 * ${total}` : ''
  return `round(((\n  ${ways.join('\n  or\n  ')}\n)${scraped}) and ${total}, ${FINENESS})`
}

/** What the counters stood at when events were counted last. */
function countedLevels(slo: Slo): readonly RecordingRule[] {
  if (!hasLongGaps(slo)) return []
  return [TOTAL, ERRORS].map(({ level, countedLevel, count }) => ({
    record: countedLevel,
    expr: `${seriesOf(slo, level)} and ${seriesOf(slo, count)}`,
    labels: identity(slo),
  }))
}

/**
 * By how much the counters stand higher than when they were counted last, at the evaluation before, or before a gap of up
 * to half an hour. No value where that is no number of events: where a process began again, is gone or is back, so that they
 * stand lower, or higher by more than each of them has risen, or by less than was missed.
 */
function risen(slo: Slo, { level, countedLevel, five, half, count }: Sources): readonly string[] {
  if (!hasLongGaps(slo)) return []
  const [now, before] = [seriesOf(slo, level), seriesOf(slo, countedLevel)]
  const last = `last_over_time(${before}[${windowName(COUNT_RANGE)}])`
  const seen = `count_over_time(${now}[${windowName(COUNT_RANGE)}])`
  const estimated = `${ESTIMATED} * ${rose(slo, half, COUNT_RANGE)} / (${seen} - 1)`
  const least = `${ALMOST_ALL} * (${uncounted(slo, half, COUNT_RANGE, count)}) - ${estimated}`
  return [
    `(${now} - ${before} >= 0) <= ${rose(slo, five, BASE_WINDOW)}`,
    `((${now} - ${last} >= 0) >= ${least}) <= ${rose(slo, half, COUNT_RANGE)} unless ${before}`,
    `(${now} - ${now} offset ${BEFORE} >= 0) <= ${rose(slo, five, BASE_WINDOW)} unless ${last} unless ${rose(slo, half, COUNT_RANGE)} > ${ALMOST_NONE} * ${rose(slo, five, BASE_WINDOW)}`,
  ]
}

/**
 * Rates may add this much to what counters show where they are not scraped to the ends of a window: a little, and so many
 * times what came between two scrapes on average, which is much where few scrapes are in the window.
 */
const ALMOST_ALL = 0.95
/** Half an hour shows no more than five minutes: there was no scrape before. */
const ALMOST_NONE = 1.01
const ESTIMATED = 2

/** The value before this evaluation, which has recorded one itself. */
const BEFORE = '1s'

/**
 * What each counter rose by in half an hour, less what was recorded in it: over restarts. Half an hour after another gap that
 * is too little, for the events of a gap are recorded after it; there five minutes know more.
 */
function missed(slo: Slo, { five, half, count }: Sources): readonly string[] {
  if (isFiltered(slo.sli)) {
    const [total, now] = [seriesOf(slo, SERIES.total), `clamp_min(${uncounted(slo, five, BASE_WINDOW, count)}, 0)`]
    return [`(${now} and ${total} offset ${BASE_RANGE})`, `0 * ${total}`]
  }
  return [
    `${uncounted(slo, half, COUNT_RANGE, count)} > 0`,
    `clamp_min(${uncounted(slo, five, BASE_WINDOW, count)}, 0)`,
  ]
}

/**
 * Whether a maintenance is written in the query, or something alike. What came while
 * events were held back is none, so five minutes are counted only where they were let through before these began.
 */
function isFiltered(sli: Sli): boolean {
  if (sli.kind !== 'events') return false
  return [sli.errorQuery, sli.totalQuery].some(query => {
    const ast = readAst(query)
    return ast !== undefined && partsOf(ast.root).some(isFilter)
  })
}

function uncounted(slo: Slo, rate: string, window: Duration, count: string): string {
  return `${rose(slo, rate, window)} - (${countOver(slo, count, countRange(window))} or 0 * ${seriesOf(slo, rate)})`
}

/** How many events counters rose by in a window. */
function rose(slo: Slo, rate: string, window: Duration): string {
  return `${seriesOf(slo, rate)}${isPerSecond(slo.sli) ? ` * ${inSeconds(window)}` : ''}`
}

/** More events at once than come in this time at the present rate were not counted when they came. */
const LATE_SECONDS = 360

/** A recorded rate in events a second, whatever the unit of the queries is. */
export function perSecond(slo: Slo, rate: string): string {
  return isPerSecond(slo.sli) ? rate : `${rate} / ${inSeconds(BASE_WINDOW)}`
}

function isPerSecond(sli: Sli): boolean {
  return sli.kind !== 'events' || eventUnit(sli.totalQuery) === 'per second'
}

/** The last error is kept over a gap as long as the longest window of which is said since when it only remembers. */
const LAST_ERROR_KEPT = windowName(hours(1))

/**
 * When a bad event was counted last, also one that was given back since. It is recorded beside the other figures, because a
 * moment from anywhere else is of another moment than they are.
 */
export function lastErrorRule(slo: Slo): RecordingRule {
  const [seen, last] = [seriesOf(slo, SERIES.seenErrors), seriesOf(slo, SERIES.lastError)]
  // What is estimated when a process begins again may be a part of an event, while its counter shows that there was none.
  const shown = hasLongGaps(slo) ? ` and ${seriesOf(slo, SERIES.errorLevel)} > 0` : ''
  return {
    record: SERIES.lastError,
    expr: `(timestamp(${seen}) and ${seen} > 0${shown})\nor\nlast_over_time(${last}[${LAST_ERROR_KEPT}])`,
    labels: identity(slo),
  }
}

/** Whether the measured time is known from the number of events. */
export function hasInterval({ sli }: Slo): boolean {
  return sli.kind === 'events' && sli.probe !== undefined && sli.eventIntervalSeconds !== undefined
}

/** From this number of events a minute on, a minute without any is not measured. */
export const OFTEN = 3

/**
 * The seconds since the evaluation before, if events came: in the last minute, or in the last five where they are fewer
 * than three a minute. Of probes the interval is known, so theirs are counted instead.
 */
export function measuredRule(slo: Slo, elapsed = sinceLast(slo)): RecordingRule {
  const [count, total] = [seriesOf(slo, SERIES.totalCount), seriesOf(slo, SERIES.total)]
  const isRare = `(${perSecond(slo, total)} * 60 < bool ${OFTEN}) * (${total} > bool 0)`
  const isActive = `clamp_max((sum_over_time(${count}[1m]) > bool 0) + ${isRare}, 1)`
  return { record: SERIES.measured, expr: `(${elapsed})\n* ${isActive}`, labels: identity(slo) }
}

/** The seconds since events were counted before, also over a gap of half an hour; none where there was no scrape. */
function sinceLast(slo: Slo): string {
  const range = windowName(COUNT_RANGE)
  const none = `0 * ${seriesOf(slo, SERIES.totalCount)}`
  if (!hasLongGaps(slo)) {
    const measured = seriesOf(slo, SERIES.measured)
    return `time() - (timestamp(${measured}) or max_over_time(timestamp(${measured})[${range}:1m]))\nor ${none}`
  }
  const counted = seriesOf(slo, SERIES.countedTotalLevel)
  const before = `timestamp(${counted} offset ${BEFORE}) or max_over_time(timestamp(${counted})[${range}:15s] offset ${BEFORE})`
  return `time() - (${before}) <= ${inSeconds(COUNT_RANGE)} and ${counted}\nor ${takenSeconds(slo)}\nor ${none}`
}

/** A little more than the base window, in which every count of new counters lies. */
const LONGER_SECONDS = 310

/**
 * How long the counted events took, up to half an hour, where they are more than the base window has: at first, and after a
 * long gap, counters that were scraped all the while show what came before. No value elsewhere.
 */
export function takenSeconds(slo: Slo): string {
  const rate = perSecond(slo, seriesOf(slo, SERIES.total))
  return `clamp_max(${seriesOf(slo, SERIES.totalCount)} / (${rate}) > ${LONGER_SECONDS}, ${inSeconds(COUNT_RANGE)})`
}

/** A recorded sum over a window that ends now, without the label of any window. */
export function countOver(slo: Slo, series: string, window: string): string {
  return `sum_over_time(${seriesOf(slo, series)}[${window}])`
}

/** Bad ÷ all events of recorded counts; without events there is no value, rather than NaN. */
export function ratioOfCounts(errors: string, total: string): string {
  return `${errors}\n/\n(${total} > 0)`
}

/** A recorded series without the label of its window. */
export function withoutWindow(series: string): string {
  return `max without (${LABELS.window}) (${series})`
}
