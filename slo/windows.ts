import { type Duration, formatDuration, milliseconds, parseDuration } from '../lib/duration.ts'
import { type AlertSeverity, errorBudget } from './model.ts'

/**
 * A pair of windows that decides together: the long one says that budget is being lost, the short one that it still is
 * (Google SRE Workbook, "Alerting on SLOs", table 5-8; the 1d/2h row is sloth's addition).
 */
export interface AlertWindow {
  readonly severity: AlertSeverity
  readonly long: Duration
  readonly short: Duration
  /** The part of the period's budget that is spent when the alert fires. */
  readonly budgetSpent: number
}

/** The windows of a 30-day SLO, in the order in which they fire. */
export const ALERT_WINDOWS: readonly AlertWindow[] = [
  row('page', '1h', '5m', 0.02),
  row('page', '6h', '30m', 0.05),
  row('ticket', '1d', '2h', 0.1),
  row('ticket', '3d', '6h', 0.1),
]

/** The burn rate at which a window pair fires: 14.4 for 2 % of 30 days in one hour. */
export function burnRate(window: AlertWindow, period: Duration): number {
  return Number(((window.budgetSpent * period) / window.long).toPrecision(12))
}

/** How long an error ratio must last until the long window alone would fire; undefined when it never does. */
export function detectionTime(window: AlertWindow, slo: Burning, errorRatio: number): Duration | undefined {
  const threshold = burnRate(window, slo.period) * errorBudget(slo.objective)
  if (errorRatio <= threshold) return undefined
  return milliseconds((window.long * threshold) / errorRatio)
}

/** How long after an incident of at least the short window the alert stops. */
export function resetTime(window: AlertWindow, slo: Burning, errorRatio: number): Duration {
  const threshold = burnRate(window, slo.period) * errorBudget(slo.objective)
  return milliseconds(Math.max(0, window.short * (1 - threshold / errorRatio)))
}

/** What the formulas need to know of an SLO. */
export interface Burning {
  readonly objective: number
  readonly period: Duration
}

/** The ranges every SLO records, shortest first, without its period. */
export function recordedWindows(): readonly Duration[] {
  const all = ALERT_WINDOWS.flatMap(window => [window.long, window.short])
  return [...new Set(all)].sort((a, b) => a - b)
}

function row(severity: AlertSeverity, long: string, short: string, budgetSpent: number): AlertWindow {
  return { severity, long: known(long), short: known(short), budgetSpent }
}

function known(text: string): Duration {
  const duration = parseDuration(text)
  if (duration === undefined) throw new RangeError(`Cannot use the window "${text}": it is not a duration`)
  return duration
}

/** A window as rules, labels and people write it. */
export const windowName: (duration: Duration) => string = formatDuration
