import { type Duration, milliseconds } from '../../lib/duration.ts'
import { type Calendar, errorBudget } from './model.ts'

/** The part of the error budget that is left: 1 untouched, 0 spent, negative overspent. */
export function budgetRemaining(objective: number, errorRatio: number): number {
  return 1 - errorRatio / errorBudget(objective)
}

/** How many times faster than allowed errors come; 1 spends the budget in exactly one period. */
export function burnRateOf(objective: number, errorRatio: number): number {
  return errorRatio / errorBudget(objective)
}

/** How long the rest of a budget lasts at a burn rate: 0 when it is spent, undefined when nothing burns. */
export function timeToExhaustion(remaining: number, burnRate: number, period: Duration): Duration | undefined {
  if (remaining <= 0) return milliseconds(0)
  if (burnRate <= 0) return undefined
  return milliseconds((remaining * period) / burnRate)
}

/** How many of `events` may be bad: the budget in requests, for people who count those. */
export function eventsAllowed(objective: number, events: number): number {
  return errorBudget(objective) * events
}

/** How many more bad events the rest of the budget bears; 0 when it is spent. */
export function eventsLeft(objective: number, remaining: number, events: number): number {
  return Math.max(0, remaining) * eventsAllowed(objective, events)
}

/** How long a total outage may last in all over a period: the budget in minutes. */
export function outageAllowed(objective: number, period: Duration): Duration {
  return milliseconds(errorBudget(objective) * period)
}

/** A period of the calendar in UTC, as Unix milliseconds: from its first moment to the first of the next. */
export interface CalendarPeriod {
  readonly start: number
  readonly end: number
}

/** How many months each calendar period has. */
const MONTHS: Readonly<Record<Calendar, number>> = { month: 1, quarter: 3 }

/** The month or quarter that a moment (Unix milliseconds) lies in. */
export function calendarPeriod(calendar: Calendar, now: number): CalendarPeriod {
  const moment = new Date(now)
  const months = MONTHS[calendar]
  const first = Math.floor(moment.getUTCMonth() / months) * months
  const year = moment.getUTCFullYear()
  return { start: Date.UTC(year, first, 1), end: Date.UTC(year, first + months, 1) }
}

/** The part of the budget that is spent over a calendar period so far: events yet to come cannot have been bad. */
export function calendarSpent(objective: number, errorRatio: number, period: CalendarPeriod, now: number): number {
  const elapsed = Math.min(1, Math.max(0, (now - period.start) / (period.end - period.start)))
  return burnRateOf(objective, errorRatio) * elapsed
}
