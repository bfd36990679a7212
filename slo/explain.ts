import { type Duration, humanDuration, milliseconds, seconds } from '../lib/duration.ts'
import { grouped, renderTable } from '../lib/text-table.ts'
import { eventsAllowed, outageAllowed, timeToExhaustion } from './budget.ts'
import { type AlertSeverity, errorBudget, type Slo, sloId } from './model.ts'
import { burnRate, detectionTime, windowName } from './windows.ts'

/** The part of events that is bad, for which people want to know when they would hear of it. */
const ERROR_RATIOS = [1, 0.5, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001]

/** What an SLO promises and when it alerts, in words and a table; `eventsPerSecond` is today's traffic where it is known. */
export function explainSlo(slo: Slo, eventsPerSecond?: number): string {
  const over = slo.calendar === undefined ? humanDuration(slo.period) : `a ${slo.calendar} of the calendar`
  return [
    `${sloId(slo)}: ${slo.objectivePercent} % over ${over}\n`,
    slo.description === '' ? '' : `  ${slo.description}\n`,
    '\n',
    ...promises(slo, eventsPerSecond).map(line => `  ${line}\n`),
    '\n',
    renderTable([HEADER, ...ERROR_RATIOS.map(ratio => row(slo, ratio))], '  '),
    '\n',
    ...alerts(slo).map(line => `  ${line}\n`),
  ].join('')
}

function promises(slo: Slo, eventsPerSecond: number | undefined): readonly string[] {
  const one = grouped(1 / errorBudget(slo.objective))
  const rate = eventsPerSecond ?? rateOf(slo)
  const lines = [
    `It bears ${humanDuration(outageAllowed(slo.objective, slo.period))} of a total outage, or 1 bad event in ${one}.`,
  ]
  if (rate === undefined) return lines
  const events = (rate * slo.period) / 1000
  const source = eventsPerSecond === undefined ? 'probes' : "events at today's traffic"
  return [...lines, `That is ${grouped(eventsAllowed(slo.objective, events))} of ${grouped(events)} ${source}.`]
}

function rateOf(slo: Slo): number | undefined {
  const interval = slo.sli.kind === 'events' ? slo.sli.eventIntervalSeconds : undefined
  return interval === undefined ? undefined : 1 / interval
}

const HEADER = ['bad events', 'burn', 'page after', 'ticket after', 'budget spent by then', 'the whole budget lasts']

function row(slo: Slo, ratio: number): readonly string[] {
  const burn = ratio / errorBudget(slo.objective)
  const page = firstAlert(slo, 'page', ratio)
  const ticket = firstAlert(slo, 'ticket', ratio)
  const heard = page ?? ticket
  const spent =
    heard === undefined
      ? ''
      : `${Number(((heard * ratio * 100) / (errorBudget(slo.objective) * slo.period)).toPrecision(2))} %`
  const lasts = timeToExhaustion(1, burn, slo.period)
  return [
    `${Number((ratio * 100).toPrecision(3))} %`,
    `${Number(burn.toPrecision(3))}`,
    page === undefined ? 'never' : humanDuration(page),
    ticket === undefined ? 'never' : humanDuration(ticket),
    spent,
    burn < 1 || lasts === undefined ? 'for ever' : humanDuration(lasts),
  ]
}

/** When the first pair of a severity fires; undefined when none does. */
function firstAlert(slo: Slo, severity: AlertSeverity, ratio: number): Duration | undefined {
  if (slo.alerting[severity].disabled) return undefined
  const times = slo.windows
    .filter(window => window.severity === severity)
    .flatMap(window => detectionTime(window, slo, ratio) ?? [])
  return times.length === 0 ? undefined : milliseconds(Math.max(seconds(1), Math.min(...times)))
}

function alerts(slo: Slo): readonly string[] {
  if (slo.alerting.page.disabled && slo.alerting.ticket.disabled) return ['It is only watched: nobody is told.']
  const pairs = slo.windows.filter(({ severity }) => !slo.alerting[severity].disabled)
  return [
    `Alert ${slo.alerting.name}; times are from a clean state, and a scrape and an evaluation come on top:`,
    ...pairs.map(window => {
      const rate = burnRate(window, slo.period)
      return `  ${window.severity.padEnd(6)} when ${windowName(window.long)} and ${windowName(window.short)} burn more than ${rate} times too fast`
    }),
  ]
}
