import { type Duration, days, humanDuration, inDays, inSeconds } from '../../lib/duration.ts'
import { printable } from '../../lib/text/printable.ts'
import { grouped, renderTable } from '../../lib/text/table.ts'
import { eventsAllowed, outageAllowed, timeToExhaustion } from '../core/budget.ts'
import { type AlertSeverity, type Calendar, errorBudget, probeOf, type Slo, sloId } from '../core/model.ts'
import { burnRate, derivedWindows, firingPairs, windowName } from '../core/windows.ts'
import { firstAlert, knownRate } from '../rules/alert-time.ts'
import { needsMinFailures } from '../rules/low-traffic.ts'

/** The error ratios for which the table gives the time until an alert. */
const ERROR_RATIOS = [1, 0.5, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001]

/** What the rules of an SLO have recorded of its events: how many a whole period has, and from how much of one that is. */
export interface MeasuredEvents {
  readonly expected: number
  readonly measured: Duration
}

/** What an SLO allows and when it alerts, in words and a table; with what was measured where that is known. */
export function explainSlo(slo: Slo, events?: MeasuredEvents): string {
  const rate = knownRate(slo) ?? (events === undefined ? undefined : events.expected / inSeconds(slo.period))
  return [
    `${sloId(slo)}: ${slo.objectivePercent} % over ${periodWords(slo)}\n`,
    slo.description === '' ? '' : `  ${printable(slo.description)}\n`,
    '\n',
    ...allowances(slo, rate, events).map(line => `  ${line}\n`),
    '\n',
    renderTable([HEADER, ...ERROR_RATIOS.map(ratio => row(slo, ratio, rate))], '  '),
    '\n',
    ...alerts(slo, rate).map(line => (line === '' ? '\n' : `  ${line}\n`)),
  ].join('')
}

/** The period in words. */
export function periodWords(slo: Pick<Slo, 'period' | 'calendar'>): string {
  return slo.calendar === undefined ? humanDuration(slo.period) : `a calendar ${slo.calendar}`
}

/** The shortest a calendar period can be, in days. */
const SHORTEST_DAYS: Readonly<Record<Calendar, number>> = { month: 28, quarter: 90 }

function allowances(slo: Slo, rate: number | undefined, measured?: MeasuredEvents): readonly string[] {
  const outage = (period: Duration) => humanDuration(outageAllowed(slo.objective, period))
  const inWords = (period: Duration) => `${inDays(period)} days`
  const shortest = slo.calendar && days(SHORTEST_DAYS[slo.calendar])
  const over =
    shortest === undefined
      ? ''
      : ` in a ${slo.calendar} of ${inWords(slo.period)} (${outage(shortest)} in one of ${inWords(shortest)})`
  const one = grouped(1 / errorBudget(slo.objective))
  const lines = [`It allows ${outage(slo.period)} of full outage${over}, or 1 bad event in ${one}.`]
  if (rate === undefined || rate === 0) return lines
  const events = measured?.expected ?? rate * inSeconds(slo.period)
  return [
    ...lines,
    `That is ${grouped(eventsAllowed(slo.objective, events))} of ${grouped(events)} ${sourceOf(slo, measured)}.`,
  ]
}

/** A rate over this part of the period is no extrapolation to speak of. */
const NEARLY_ALL = 0.99

/** Where a number of events comes from, and from how much data where it is extrapolated. */
function sourceOf(slo: Slo, measured: MeasuredEvents | undefined): string {
  if (probeOf(slo) !== undefined) return 'probes'
  if (measured === undefined) return 'events at the declared traffic'
  if (measured.measured >= NEARLY_ALL * slo.period) return 'events, as measured'
  return `events, extrapolated from ${humanDuration(measured.measured)} of data`
}

const HEADER = ['bad events', 'burn', 'page after', 'ticket after', 'spent by then', 'exhausted after']

function row(slo: Slo, ratio: number, rate: number | undefined): readonly string[] {
  const burn = ratio / errorBudget(slo.objective)
  const page = firstAlert(slo, 'page', ratio, rate)
  const ticket = firstAlert(slo, 'ticket', ratio, rate)
  const alerted = page ?? ticket
  const spent =
    alerted === undefined
      ? ''
      : `${Number(((alerted * ratio * 100) / (errorBudget(slo.objective) * slo.period)).toPrecision(2))} %`
  const lasts = timeToExhaustion(1, burn, slo.period)
  return [
    `${Number((ratio * 100).toPrecision(3))} %`,
    `${Number(burn.toPrecision(3))}`,
    page === undefined ? 'never' : humanDuration(page),
    ticket === undefined ? 'never' : humanDuration(ticket),
    spent,
    burn < 1 || lasts === undefined ? 'never' : humanDuration(lasts),
  ]
}

function alerts(slo: Slo, rate: number | undefined): readonly string[] {
  if (slo.alerting.page.disabled && slo.alerting.ticket.disabled)
    return ['Both alerts are disabled: it is recorded, and never alerts.']
  const pairs = SEVERITIES.flatMap(severity => (slo.alerting[severity].disabled ? [] : firingPairs(slo, severity)))
  return [
    `Alert ${slo.alerting.name} fires while the burn rate is too high over both windows of a pair:`,
    ...pairs.map(window => {
      const times = burnRate(window, slo.period)
      const enough = needsMinFailures(slo, window) ? ', and 3 bad events' : ''
      return `  ${window.severity.padEnd(6)} when ${windowName(window.long)} and ${windowName(window.short)} burn more than ${times} times as fast as allowed${enough}`
    }),
    ...SEVERITIES.flatMap(severity => missing(slo, severity)),
    '',
    'Times are from a full budget; a scrape and an evaluation come on top: under a minute for a page, up to five for a',
    'ticket. "Spent by then" is the part of the budget that is spent at the first alert.',
    ...unknownTraffic(slo, rate),
  ]
}

const SEVERITIES = ['page', 'ticket'] as const

/** Why an SLO has no alert of a severity. */
function missing(slo: Slo, severity: AlertSeverity): readonly string[] {
  if (slo.alerting[severity].disabled) return [`  no ${severity}: it is disabled`]
  if (firingPairs(slo, severity).length > 0) return []
  if (slo.windows.some(window => window.severity === severity)) {
    return [`  no ${severity}: at ${slo.objectivePercent} % even a total outage burns too slowly for it`]
  }
  // The catalogue has pairs of this severity for the period: only a file can leave them out.
  if (derivedWindows(slo.period)?.some(window => window.severity === severity) === true) {
    return [`  no ${severity}: its AlertWindows describe none`]
  }
  return [`  no ${severity}: in ${periodWords(slo)} the budget is spent before any of its windows could fire`]
}

function unknownTraffic(slo: Slo, rate: number | undefined): readonly string[] {
  if (rate !== undefined || !slo.windows.some(window => needsMinFailures(slo, window))) return []
  return [
    'The traffic is not known: where 3 bad events take longer, so does the alert (declare `traffic:`, or use --prometheus).',
  ]
}
