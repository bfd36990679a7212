import type { Path, SkipReason } from '../../contract/names.ts'

/** A probe on a path. */
export interface Place {
  readonly probe: string
  readonly path: Path
}

/** Which slots run, how far each probe has been served, and which places have not seen the end of a slot yet. */
export interface SlotBook {
  /** A slot of this place has begun; `slot` is when it was due, in milliseconds. */
  started(place: Place, slot: number): void
  /** Whether a slot of this place was running; one that was not is of a definition that is gone, and does not count. */
  ended(place: Place): boolean
  skipped(place: Place, slot: number, reason: SkipReason): void
  /** From now on these places; new ones are awaited and served up to now, and what ran elsewhere is forgotten. */
  define(places: readonly Place[], now: number): void
  /** Every slot that runs, once each, and none of them from now on; every place is awaited anew. */
  lose(): readonly Place[]
  /** The last slot of each probe that came due, or when it was defined where none has; milliseconds. */
  readonly servedTo: Readonly<Record<string, number>>
  /** Whether every place has seen a slot end. */
  readonly isComplete: boolean
}

/** An empty book. */
export function createSlotBook(): SlotBook {
  const running = new Map<string, { readonly place: Place; count: number }>()
  const served = new Map<string, number>()
  const awaited = new Set<string>()
  let known = new Set<string>()
  const key = ({ probe, path }: Place): string => `${probe} ${path}`
  const serve = ({ probe }: Place, slot: number): void => {
    served.set(probe, Math.max(slot, served.get(probe) ?? slot))
  }
  return {
    started(place, slot) {
      serve(place, slot)
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
    skipped(place, slot, reason) {
      serve(place, slot)
      // What went down with a thread says nothing of the one that runs now.
      if (reason !== 'worker_lost') awaited.delete(key(place))
    },
    define(places, now) {
      const next = new Set(places.map(key))
      for (const place of next) if (!known.has(place)) awaited.add(place)
      for (const held of [running, awaited]) for (const place of held.keys()) if (!next.has(place)) held.delete(place)
      const probes = new Set(places.map(({ probe }) => probe))
      for (const probe of served.keys()) if (!probes.has(probe)) served.delete(probe)
      for (const probe of probes) if (!served.has(probe)) served.set(probe, now)
      known = next
    },
    lose() {
      const lost = [...running.values()].flatMap(({ place, count }) => new Array<Place>(count).fill(place))
      running.clear()
      for (const place of known) awaited.add(place)
      return lost
    },
    get servedTo() {
      return Object.fromEntries(served)
    },
    get isComplete() {
      return awaited.size === 0
    },
  }
}
