import { type Duration, formatDuration, inSeconds, milliseconds, seconds } from '../../lib/duration.ts'
import { eventUnit } from '../../lib/promql/shape.ts'
import { identity, seriesOf } from '../core/identity.ts'
import type { Sli, Slo } from '../core/model.ts'
import { LABELS, SERIES } from '../core/names.ts'
import type { RecordingRule } from '../core/rule-group.ts'
import { BASE_RANGE, BASE_WINDOW, windowName } from '../core/windows.ts'
import { COUNT_RANGE, isCounted } from './event-rates.ts'

/** A window as a range over recorded counts: Prometheus 2 reads both ends, and a sample counts what is before it. */
export function countRange(window: Duration): string {
  return formatDuration(milliseconds(window - seconds(1)))
}

/** Counts are rounded to this, so that what calculating leaves over is no event. */
const FINENESS = 0.001

/**
 * The events since the evaluation before: what the counters rose by in half an hour, less what was recorded in it. So each
 * event is counted once, at whatever moments Prometheus scrapes and evaluates, and also after a gap.
 */
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
  return [
    { record: SERIES.totalCount, expr: residual(slo, SERIES.longTotal, SERIES.total, SERIES.totalCount), labels },
    { record: SERIES.seenErrors, expr: residual(slo, SERIES.longErrors, SERIES.errors, SERIES.seenErrors), labels },
    counted,
    { record: SERIES.caughtUp, expr: `${count} > ${LATE_SECONDS} * ${perSecond(slo, total)}`, labels },
  ]
}

/** More events at once than come in this time at the present rate were not counted when they came. */
const LATE_SECONDS = 360

function perSecond(slo: Slo, rate: string): string {
  return isPerSecond(slo.sli) ? rate : `${rate} / ${inSeconds(BASE_WINDOW)}`
}

function isPerSecond(sli: Sli): boolean {
  return sli.kind !== 'events' || eventUnit(sli.totalQuery) === 'per second'
}

/**
 * What the counters rose by in half an hour, less what was recorded in it. Where nothing was recorded half an hour ago that
 * is too little: what came in that gap was recorded after it, so the counters' half hour loses it before the recorded one
 * does. There five minutes may know more. For the same reason an SLO of more than half an hour never counts less than
 * nothing.
 */
function residual(slo: Slo, long: string, short: string, record: string): string {
  const rising = (rate: string, window: Duration): string => {
    const series = seriesOf(slo, rate)
    const rose = isPerSecond(slo.sli) ? `${series} * ${inSeconds(window)}` : series
    const recorded = countOver(slo, record, countRange(window))
    return `${rose} - (${recorded} or 0 * ${series})`
  }
  const named = (counted: string, range: string): string => `label_replace(${counted}, "range", "${range}", "", "")`
  return [
    'round(max without (range) (',
    named(rising(long, COUNT_RANGE), windowName(COUNT_RANGE)),
    'or',
    named(`(${rising(short, BASE_WINDOW)}) and (${gapBefore(slo)})`, BASE_RANGE),
    'or',
    named(`0 * (${olderThanCounts(slo)})`, 'least'),
    `) and ${seriesOf(slo, SERIES.total)}, ${FINENESS})`,
  ].join('\n')
}

/** Whether nothing was counted half an hour ago, though the SLO is older: no event where they come often, else no evaluation. */
function gapBefore(slo: Slo): string {
  const total = seriesOf(slo, SERIES.total)
  const counted = `sum_over_time(${seriesOf(slo, SERIES.totalCount)}[1m] offset ${windowName(COUNT_RANGE)})`
  const isOften = `(${perSecond(slo, total)} * 60 > bool ${OFTEN})`
  return `${olderThanCounts(slo)} unless ${counted} > ${isOften} - 1`
}

/** The SLO's beginning, if that is more than half an hour ago. */
function olderThanCounts(slo: Slo): string {
  return `${seriesOf(slo, SERIES.firstSample)} < time() - ${inSeconds(COUNT_RANGE)}`
}

/** Whether the measured time is known from the number of events. */
export function hasInterval({ sli }: Slo): boolean {
  return sli.kind === 'events' && sli.probe !== undefined && sli.eventIntervalSeconds !== undefined
}

/** Bad and all events since the last slow evaluation: with them the period is as fresh as the fast group. */
export function pendingCounts(slo: Slo): readonly RecordingRule[] {
  const pending = (record: string, count: string, sparse: string): RecordingRule => {
    const [before, now] = [seriesOf(slo, record), seriesOf(slo, count)]
    const isSummed = `timestamp(${seriesOf(slo, sparse)}) >= timestamp(${before})`
    return { record, expr: `${now}\n+\n((${before} unless ${isSummed}) or 0 * ${now})`, labels: identity(slo) }
  }
  return [
    pending(SERIES.pendingTotal, SERIES.totalCount, SERIES.sparseTotal),
    pending(SERIES.pendingErrors, SERIES.errorCount, SERIES.sparseErrors),
  ]
}

/** From this number of events a minute on, a minute without any is not measured. */
const OFTEN = 3

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

/** The seconds since the evaluation before, also over a gap of half an hour. */
function sinceLast(slo: Slo): string {
  const measured = seriesOf(slo, SERIES.measured)
  const last = `max_over_time(timestamp(${measured})[${windowName(COUNT_RANGE)}:1m])`
  return `time() - (timestamp(${measured}) or ${last})\nor ${takenSeconds(slo)}\nor 0 * ${seriesOf(slo, SERIES.totalCount)}`
}

/** A little more than the base window, in which every count of new counters lies. */
const LONGER_SECONDS = 310

/**
 * How long the counted events took, up to half an hour, where they are more than the base window has: at first, and after a
 * long gap, counters that were scraped all the while show what came before. No value elsewhere.
 */
export function takenSeconds(slo: Slo): string {
  const rate = perSecond(slo, seriesOf(slo, SERIES.total))
  return `clamp_max(${seriesOf(slo, SERIES.totalCount)} / (${rate} > 0) > ${LONGER_SECONDS}, ${inSeconds(COUNT_RANGE)})`
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
