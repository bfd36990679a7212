import { formatDuration, inSeconds } from '../../lib/duration.ts'
import { finite, valueAs, withFirst } from '../../lib/go-template/write.ts'
import { seriesOf } from '../core/identity.ts'
import { type AlertSeverity, type Slo, sloId } from '../core/model.ts'
import { LABELS, SERIES } from '../core/names.ts'
import { lastGood } from './headline.ts'

/** Parts of a hundred with two digits. */
const PERCENT = 'printf "%.2g %%"'

/** How fast the budget burns: with the `$value` of the alert where the series of this moment has none. */
export function burnText(slo: Slo, severity: AlertSeverity): string {
  const value = '{{ $value | printf "%.1f" }}'
  // A page is about now, like everything else in its text; a ticket is about days, and so is its rate. A page that fires when
  // the errors are over already is about the windows that fire it.
  const burn = finite(`${seriesOf(slo, SERIES.currentBurnRate)} > 1`)
  return severity === 'page' ? withFirst(burn, valueAs('printf "%.1f"'), value) : value
}

/** The part of the budget that is left; nothing where it is not known. */
export function budgetLeft(slo: Slo): string {
  return withFirst(remaining(slo), valueAs('humanizePercentage'))
}

/** How long the rest of the budget lasts at the rate of this moment. */
export function lastsText(slo: Slo): string {
  return withFirst(lasting(slo), valueAs('humanizeDuration'))
}

/** What an incident has cost so far: the most that was left from two minutes before it began, less what is left now. */
export function budgetSpent(slo: Slo): string {
  const left = seriesOf(slo, SERIES.budgetRemaining)
  const during = `${left} and timestamp(${left}) >= ignoring (${LABELS.window}) (${lastGood(slo)} - 120)`
  const most = `max_over_time((${during})[6h:15s]) or max_over_time(${left}[6h:15s])`
  return withFirst(`${finite(`100 * ((${most}) - ${left})`)} >= 0.05`, `${valueAs(PERCENT)} of its budget`)
}

/** One sentence for the on-call: the SLO, how fast it burns, what is left and for how long. */
export function budgetText(slo: Slo, severity: AlertSeverity): string {
  const over = slo.calendar === undefined ? formatDuration(slo.period) : `a calendar ${slo.calendar}`
  const spent = 'the budget is spent'
  const left = `{{ if le .Value 0.0 }}${spent}{{ else }}${withFirst(`100 * ${seriesOf(slo, SERIES.budgetRemaining)}`, valueAs(PERCENT))} of the budget is left${withFirst(
    lasting(slo),
    `, gone in ${valueAs('humanizeDuration')} at this rate`,
  )}{{ end }}`
  return (
    `${sloId(slo)} (${slo.objectivePercent} % over ${over}) burns its error budget ${burnText(slo, severity)} times as fast as allowed` +
    `${withFirst(remaining(slo), `; ${left}`)}.`
  )
}

function remaining(slo: Slo): string {
  return finite(seriesOf(slo, SERIES.budgetRemaining))
}

function lasting(slo: Slo): string {
  const left = `(${seriesOf(slo, SERIES.budgetRemaining)} > 0) * ${inSeconds(slo.period)}`
  return finite(`${left} / ignoring (${LABELS.window}) (${seriesOf(slo, SERIES.currentBurnRate)} > 1)`)
}
