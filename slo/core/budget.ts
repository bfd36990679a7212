import { type Duration, milliseconds } from '../../lib/duration.ts'
import { errorBudget } from './model.ts'

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

/** How long a total outage may last in all over a period: the budget in minutes. */
export function outageAllowed(objective: number, period: Duration): Duration {
  return milliseconds(errorBudget(objective) * period)
}
