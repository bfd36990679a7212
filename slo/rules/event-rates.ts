import { type Duration, inMinutes, minutes } from '../../lib/duration.ts'
import { eventUnit } from '../../lib/promql/shape.ts'
import { fillWindow } from '../../lib/promql/template.ts'
import { identity, seriesOf } from '../core/identity.ts'
import type { Sli, Slo } from '../core/model.ts'
import { LABELS, SERIES } from '../core/names.ts'
import type { RecordingRule } from '../core/rule-group.ts'
import { BASE_RANGE, BASE_WINDOW, windowName } from '../core/windows.ts'
import { type FirstErrors, firstErrors } from './first-errors.ts'

/** The counters are read over this range at every evaluation, so a gap up to here loses no event. */
export const COUNT_RANGE = minutes(30)

/**
 * Whether events are counted one by one: both queries are sums of what counters rose by. Anything else (a ratio that is
 * computed elsewhere, `irate`, `deriv`) is taken as one event an evaluation, and its gaps stay gaps.
 */
export function isCounted(sli: Sli): boolean {
  if (sli.kind !== 'events') return false
  const queries = [sli.errorQuery, sli.totalQuery]
  if (queries.some(query => /\birate\s*\(/.test(query))) return false
  const units = new Set(queries.map(eventUnit))
  return units.size === 1 && !units.has('unknown')
}

/**
 * Bad and all events a second over five minutes. An error series that does not exist yet counts as no errors where there
 * are events; a ratio counts as one event at every moment it has a value.
 */
export function eventRates(slo: Slo): readonly RecordingRule[] {
  const labels = identity(slo)
  const none = noErrors(slo)
  const first = firstErrors(slo.sli, none)
  const errors = `(${first?.oldErrors ?? errorsIn(slo.sli, BASE_RANGE)})\nor\n${none}`
  return [
    { record: SERIES.total, expr: totalWithFirst(slo.sli), labels },
    ...(first === undefined
      ? [{ record: SERIES.errors, expr: errors, labels }]
      : [
          { record: SERIES.firstErrors, expr: `${first.query}\nor\n${none}`, labels },
          { record: SERIES.errors, expr: `(\n${errors}\n)\n+\n(\n${first.newErrors}\nor\n${none}\n)`, labels },
        ]),
    ...(isCounted(slo.sli) ? longRates(slo) : []),
  ]
}

/** The same over half an hour. */
function longRates(slo: Slo): readonly RecordingRule[] {
  const name = windowName(COUNT_RANGE)
  const none = zero(seriesOf(slo, SERIES.longTotal))
  const first = firstErrors(slo.sli, noErrors(slo))
  const more = (zeros: string): string =>
    first === undefined ? '' : `\n+\n(${firstErrorsOver(slo, first, COUNT_RANGE)} or ${zeros})`
  const all = totalIn(slo.sli, name)
  const labels = identity(slo)
  return [
    {
      record: SERIES.longTotal,
      expr: first?.isInTotal ? `(${all})${more(`0 * (${all})`)}` : all,
      labels,
    },
    { record: SERIES.longErrors, expr: `((${errorsIn(slo.sli, name)}) or ${none})${more(none)}`, labels },
  ]
}

/** Bad ÷ all events over a window, straight from the counters; without traffic there is no value, rather than NaN. */
export function rawRatio(slo: Slo, window: Duration): string {
  const name = windowName(window)
  const none = noErrors(slo)
  const errors = `(\n  (${errorsIn(slo.sli, name)})\n  or\n  ${none}\n)`
  const first = firstErrors(slo.sli, none)
  const above =
    first === undefined ? errors : `(\n${errors}\n+\n(${firstErrorsOver(slo, first, window)}\nor\n${none})\n)`
  return `${above}\n/\n((${totalIn(slo.sli, name)}) > 0)`
}

/** Zero, wherever there are events. */
function noErrors(slo: Slo): string {
  return zero(seriesOf(slo, SERIES.total))
}

function zero(series: string): string {
  return `0 * ${bareSeries(series)}`
}

/** A recorded series without the identity labels, which the counters do not have, so that both match. */
function bareSeries(series: string): string {
  return `sum without (${IDENTITY_LABELS}) (${series})`
}

const IDENTITY_LABELS = [LABELS.id, LABELS.service, LABELS.slo].join(', ')

/** The recorded first values, one a minute, in the unit of the window's own count. */
function firstErrorsOver(slo: Slo, first: FirstErrors, window: Duration): string {
  const sum = `sum_over_time(${seriesOf(slo, SERIES.firstErrors)}[${windowName(window)}:1m])`
  const divisor = first.isPerSecond ? inMinutes(window) : inMinutes(BASE_WINDOW)
  return bareSeries(`${sum} / ${divisor}`)
}

/** Bad events over a window, straight from the counters. */
function errorsIn(sli: Sli, window: string): string {
  // Without traffic a ratio is NaN, which is not >= 0, so this leaves it out.
  return sli.kind === 'events'
    ? fillWindow(sli.errorQuery, window)
    : `(${fillWindow(sli.errorRatioQuery, window)}) >= 0`
}

/** All events over a window, straight from the counters. */
function totalIn(sli: Sli, window: string): string {
  return sli.kind === 'events' ? fillWindow(sli.totalQuery, window) : `0 * (${errorsIn(sli, window)}) + 1`
}

/** All events with the first errors: whether there are any must not depend on what this rule has recorded before. */
function totalWithFirst(sli: Sli): string {
  const total = totalIn(sli, BASE_RANGE)
  const none = `0 * (${total})`
  const first = firstErrors(sli, none)
  return first?.isInTotal === true ? `(${total})\n+\n(\n${first.query}\nor\n${none}\n)` : total
}
