import type { Path } from '../../contract/names.ts'
import type { Place } from '../slots/slot-ledger.ts'

/** What a sample changed about its path. */
export type PathChange =
  /** It begins to fail; the first of its probe's paths, or one more. */
  'first-fails' | 'more-fail' | 'good-again'

/** Which paths of which probes fail now. */
export interface FailingPaths {
  /** Adds a sample; undefined when it changes nothing. */
  note(place: Place, isGood: boolean): PathChange | undefined
  /** Forgets the places that are no longer defined. */
  keepOnly(places: readonly Place[]): void
  readonly isAny: boolean
}

/** Nothing fails yet. */
export function createFailingPaths(): FailingPaths {
  const failing = new Map<string, Set<Path>>()
  const good = ({ probe, path }: Place): boolean => {
    const paths = failing.get(probe)
    const wasFailing = paths?.delete(path) ?? false
    if (paths?.size === 0) failing.delete(probe)
    return wasFailing
  }
  return {
    note(place, isGood) {
      if (isGood) return good(place) ? 'good-again' : undefined
      const paths = failing.get(place.probe) ?? new Set()
      if (paths.has(place.path)) return undefined
      failing.set(place.probe, paths.add(place.path))
      return paths.size === 1 ? 'first-fails' : 'more-fail'
    },
    keepOnly(places) {
      const kept = new Set(places.map(({ probe, path }) => `${probe} ${path}`))
      for (const [probe, paths] of failing)
        for (const path of paths) if (!kept.has(`${probe} ${path}`)) good({ probe, path })
    },
    get isAny() {
      return failing.size > 0
    },
  }
}
