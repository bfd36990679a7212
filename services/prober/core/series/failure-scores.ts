import { type Budget, COUNTED } from '../../contract/names.ts'
import { type ProbeRoute, routeKey } from '../slots/probe-route.ts'
import { CUSUM_START, type CusumState, FAST_PAGE, nextState } from './cusum.ts'

/** The fast-page detector's score of every path. */
export interface FailureScores {
  /** Adds a sample; gives the score with it. */
  add(route: ProbeRoute, budget: Budget, isGood: boolean): number
  /** Drops the routes that are no longer defined. */
  keepOnly(routes: readonly ProbeRoute[]): void
}

/** Every path starts at 0. */
export function createFailureScores(): FailureScores {
  const scores = new Map<string, CusumState>()
  return {
    add(route, budget, isGood) {
      // A maintenance resets the score, and failures during it do not page.
      const before = scores.get(routeKey(route)) ?? CUSUM_START
      const state = budget === COUNTED ? nextState(FAST_PAGE, before, isGood) : CUSUM_START
      scores.set(routeKey(route), state)
      return state.score
    },
    keepOnly(routes) {
      const kept = new Set(routes.map(routeKey))
      for (const key of scores.keys()) if (!kept.has(key)) scores.delete(key)
    },
  }
}
