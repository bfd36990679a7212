import type { Path } from './names.ts'

/** A probe on a path. */
export interface Place {
  readonly probe: string
  readonly path: Path
}

/** Which slots run, and which places have not seen the end of one yet. */
export interface SlotBook {
  started(place: Place): void
  /** Whether a slot of this place was running; one that was not is of a definition that is gone, and does not count. */
  ended(place: Place): boolean
  skipped(place: Place): void
  /** From now on these places; new ones are awaited, and what ran elsewhere is forgotten. */
  define(places: readonly Place[]): void
  /** Every slot that runs, once each, and none of them from now on. */
  lose(): readonly Place[]
  /** Whether every place has seen a slot end. */
  readonly isComplete: boolean
}

/** An empty book. */
export function createSlotBook(): SlotBook {
  const running = new Map<string, { readonly place: Place; count: number }>()
  const awaited = new Set<string>()
  let known = new Set<string>()
  const key = ({ probe, path }: Place): string => `${probe} ${path}`
  return {
    started(place) {
      const entry = running.get(key(place)) ?? { place, count: 0 }
      entry.count += 1
      running.set(key(place), entry)
    },
    ended(place) {
      const entry = running.get(key(place))
      if (entry === undefined || entry.count === 0) return false
      entry.count -= 1
      awaited.delete(key(place))
      return true
    },
    skipped: place => void awaited.delete(key(place)),
    define(places) {
      const next = new Set(places.map(key))
      for (const place of next) if (!known.has(place)) awaited.add(place)
      for (const held of [running, awaited]) for (const place of held.keys()) if (!next.has(place)) held.delete(place)
      known = next
    },
    lose() {
      const lost = [...running.values()].flatMap(({ place, count }) => new Array<Place>(count).fill(place))
      running.clear()
      return lost
    },
    get isComplete() {
      return awaited.size === 0
    },
  }
}
