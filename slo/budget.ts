import { type Duration, milliseconds } from '../lib/duration.ts'
import { errorBudget } from './model.ts'

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
