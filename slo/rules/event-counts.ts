import { type Duration, formatDuration, inSeconds, milliseconds, seconds } from '../../lib/duration.ts'
import { eventUnit } from '../../lib/promql/shape.ts'
import { identity, seriesOf } from '../core/identity.ts'
import type { Sli, Slo } from '../core/model.ts'
import { LABELS, SERIES } from '../core/names.ts'
import type { RecordingRule } from '../core/rule-group.ts'
import { BASE_WINDOW, windowName } from '../core/windows.ts'
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
  const all = risen(slo, SERIES.totalLevel, SERIES.total, SERIES.totalCount)
  const bad = risen(slo, SERIES.errorLevel, SERIES.errors, SERIES.seenErrors)
  return [
    ...levelRules(slo),
    {
      record: SERIES.totalCount,
      expr: firstOf(slo, all, missed(slo, SERIES.longTotal, SERIES.total, SERIES.totalCount)),
      labels,
    },
    {
      record: SERIES.seenErrors,
      expr: firstOf(slo, `${bad} and (${all})`, missed(slo, SERIES.longErrors, SERIES.errors, SERIES.seenErrors)),
      labels,
    },
    counted,
    { record: SERIES.caughtUp, expr: `${count} > ${LATE_SECONDS} * ${perSecond(slo, total)}`, labels },
  ]
}

function firstOf(slo: Slo, rises: string, missing: string): string {
  const either = hasLongGaps(slo) ? `${rises}\n  or\n  ${missing}` : missing
  return `round((\n  ${either}\n) and ${seriesOf(slo, SERIES.total)}, ${FINENESS})`
}

/**
 * By how much the counters stand higher than at the evaluation before. No value where that is no number of events: after a
 * gap, whose events nothing has counted, and where a process began again, is gone or is back, so that they stand lower, or higher by more than
 * each of them has risen in five minutes.
 */
function risen(slo: Slo, level: string, rate: string, record: string): string {
  const [now, before] = [seriesOf(slo, level), `${seriesOf(slo, level)} offset ${BEFORE}`]
  const most = `${seriesOf(slo, rate)}${isPerSecond(slo.sli) ? ` * ${inSeconds(BASE_WINDOW)}` : ''}`
  const counted = seriesOf(slo, record)
  const isOlder = `last_over_time(${counted}[${windowName(COUNT_RANGE)}]) unless timestamp(${counted}) >= timestamp(${before})`
  return `(${now} - ${before} >= 0) <= ${most} unless (${isOlder})`
}

/** The value before this evaluation, which has recorded one itself. */
const BEFORE = '1s'

/**
 * What each counter rose by in half an hour, less what was recorded in it: also after a gap, and over restarts. Half an hour
 * after another gap that is too little, for the events of a gap are recorded after it; there five minutes know more.
 */
function missed(slo: Slo, long: string, short: string, record: string): string {
  const rising = (rate: string, window: Duration): string => {
    const rose = isPerSecond(slo.sli) ? `${rate} * ${inSeconds(window)}` : rate
    return `${rose} - (${countOver(slo, record, countRange(window))} or 0 * ${rate})`
  }
  const [half, five] = [rising(seriesOf(slo, long), COUNT_RANGE), rising(seriesOf(slo, short), BASE_WINDOW)]
  return `(${half} > 0)\n  or\n  clamp_min(${five}, 0)`
}

/** More events at once than come in this time at the present rate were not counted when they came. */
const LATE_SECONDS = 360

function perSecond(slo: Slo, rate: string): string {
  return isPerSecond(slo.sli) ? rate : `${rate} / ${inSeconds(BASE_WINDOW)}`
}

function isPerSecond(sli: Sli): boolean {
  return sli.kind !== 'events' || eventUnit(sli.totalQuery) === 'per second'
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
