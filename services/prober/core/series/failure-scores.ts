import { type Budget, COUNTED } from '../../contract/names.ts'
import type { Place } from '../slots/slot-ledger.ts'
import { CUSUM_START, type CusumState, FAST_PAGE, nextState } from './cusum.ts'

/** The fast-page detector's score of every path. */
export interface FailureScores {
  /** Adds a sample; gives the score with it. */
  add(place: Place, budget: Budget, isGood: boolean): number
  /** Forgets the places that are no longer defined. */
  keepOnly(places: readonly Place[]): void
}

/** Every path starts at 0. */
export function createFailureScores(): FailureScores {
  const scores = new Map<string, CusumState>()
  return {
    add(place, budget, isGood) {
      // A maintenance ends what was wrong before it, and what is wrong during it wakes nobody.
      const before = scores.get(keyOf(place)) ?? CUSUM_START
      const state = budget === COUNTED ? nextState(FAST_PAGE, before, isGood) : CUSUM_START
      scores.set(keyOf(place), state)
      return state.score
    },
    keepOnly(places) {
      const kept = new Set(places.map(keyOf))
      for (const key of scores.keys()) if (!kept.has(key)) scores.delete(key)
    },
  }
}

function keyOf({ probe, path }: Place): string {
  return `${probe} ${path}`
}
