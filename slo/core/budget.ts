import { type Duration, milliseconds } from '../../lib/duration.ts'
import { errorBudget } from './model.ts'

/** The burn rate: how many times faster than allowed the budget is spent; 1 spends it in exactly one period. */
export function burnRateOf(objective: number, errorRatio: number): number {
  return errorRatio / errorBudget(objective)
}

/** How long the rest of a budget lasts at a burn rate: 0 when it is spent, undefined when nothing burns. */
export function timeToExhaustion(remaining: number, burnRate: number, period: Duration): Duration | undefined {
  if (remaining <= 0) return milliseconds(0)
  if (burnRate <= 0) return undefined
  return milliseconds((remaining * period) / burnRate)
}

/** How many of `events` may be bad: the budget in events. */
export function eventsAllowed(objective: number, events: number): number {
  return errorBudget(objective) * events
}

/** How long full outages may last in all over a period: the budget in time. */
export function outageAllowed(objective: number, period: Duration): Duration {
  return milliseconds(errorBudget(objective) * period)
}
