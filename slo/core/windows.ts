import { type Duration, days, formatDuration, hours, milliseconds, minutes } from '../../lib/duration.ts'
import { type AlertSeverity, type AlertWindow, errorBudget } from './model.ts'

/** The window of the recorded event rates, which all longer windows are summed from. */
export const BASE_WINDOW: Duration = minutes(5)

/** The base window as PromQL and the names of series write it. */
export const BASE_RANGE = formatDuration(BASE_WINDOW)

/** The windows of a 30-day SLO, in the order in which they fire. */
export const ALERT_WINDOWS: readonly AlertWindow[] = [
  { severity: 'page', long: hours(1), short: minutes(5), budgetSpent: 0.02 },
  { severity: 'page', long: hours(6), short: minutes(30), budgetSpent: 0.05 },
  { severity: 'ticket', long: days(1), short: hours(2), budgetSpent: 0.1 },
  { severity: 'ticket', long: days(3), short: hours(6), budgetSpent: 0.1 },
]

/** The compliance period of an SLO that names none. */
export const DEFAULT_PERIOD: Duration = days(30)

/** The window pairs of a period, or undefined when there are none for it. */
export type WindowCatalogue = (period: Duration) => readonly AlertWindow[] | undefined

/** The periods sloth knows by itself: both spend the same parts of the budget. */
const SLOTH_PERIODS: readonly Duration[] = [days(30), days(28)]

/** Sloth's own catalogue. */
export const slothWindows: WindowCatalogue = period => (SLOTH_PERIODS.includes(period) ? ALERT_WINDOWS : undefined)

/**
 * Our catalogue has windows for every period: those of sloth where it has some, and elsewhere the same pairs at the same
 * burn rates, without the ones that would need more than the whole budget to fire.
 */
export const derivedWindows: WindowCatalogue = period => {
  const known = slothWindows(period)
  if (known !== undefined) return known
  const pairs = ALERT_WINDOWS.map(window => ({
    ...window,
    budgetSpent: (burnRate(window, DEFAULT_PERIOD) * window.long) / period,
  }))
  const usable = pairs.filter(({ long, budgetSpent }) => long < period && budgetSpent < 1)
  return usable.length === 0 ? undefined : usable
}

/** The burn rate at which a window pair fires: 14.4 for 2 % of 30 days in one hour. */
export function burnRate(window: AlertWindow, period: Duration): number {
  return Number(((window.budgetSpent * period) / window.long).toPrecision(12))
}

/** The burn rate of the fastest page; a period too short for any page has that of the usual one. */
export function fastestPageRate(period: Duration = DEFAULT_PERIOD): number {
  const pages = derivedWindows(period)?.filter(({ severity }) => severity === 'page') ?? []
  return pages.length === 0 ? fastestPageRate() : Math.max(...pages.map(window => burnRate(window, period)))
}

/** The error ratio above which a window pair fires; at 1 and above it never does. */
export function alertThreshold(window: AlertWindow, slo: Burning): number {
  return burnRate(window, slo.period) * errorBudget(slo.objective)
}

/**
 * The pairs of a severity that can fire at all: at a low objective even a total outage burns more slowly than some
 * thresholds.
 */
export function firingPairs(
  slo: Burning & { readonly windows: readonly AlertWindow[] },
  severity: AlertSeverity,
): readonly AlertWindow[] {
  return slo.windows.filter(window => window.severity === severity && alertThreshold(window, slo) < 1)
}

/** How long an error ratio must last until the long window alone would fire; undefined when it never does. */
export function detectionTime(window: AlertWindow, slo: Burning, errorRatio: number): Duration | undefined {
  const threshold = alertThreshold(window, slo)
  if (errorRatio <= threshold) return undefined
  return milliseconds((window.long * threshold) / errorRatio)
}

/** How long after an incident of at least the short window the alert stops. */
export function resetTime(window: AlertWindow, slo: Burning, errorRatio: number): Duration {
  return milliseconds(Math.max(0, window.short * (1 - alertThreshold(window, slo) / errorRatio)))
}

/** What the formulas need to know of an SLO. */
export interface Burning {
  readonly objective: number
  readonly period: Duration
}

/** The windows that must be recorded for some pairs, shortest first. */
export function recordedWindows(windows: readonly AlertWindow[] = ALERT_WINDOWS): readonly Duration[] {
  const all = windows.flatMap(window => [window.long, window.short])
  return [...new Set(all)].sort((a, b) => a - b)
}

/** A window as rules, labels and people write it. */
export const windowName: (duration: Duration) => string = formatDuration
