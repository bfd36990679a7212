import type { Finished } from '../judge/sample.ts'

/** Pairs the edge path's first byte with the ingress path's of the same slot. */
export interface PathOverhead {
  /** Seconds that the edge adds, once both samples of a slot are there; undefined until then. */
  add(finished: Finished): number | undefined
  keepOnly(probes: ReadonlySet<string>): void
}

/** Slots of one probe are further apart than the paths of one slot; milliseconds. */
const SAME_SLOT_MS = 90

/** Without a sample yet. A difference within pairs is steadier than a difference of percentiles. */
export function createPathOverhead(): PathOverhead {
  const last = new Map<string, { readonly path: string; readonly slot: number; readonly seconds: number }>()
  return {
    add({ probe, path, outcome, observation, slot }) {
      if (!outcome.isGood || (path !== 'edge' && path !== 'ingress')) return undefined
      const { connect = 0, tls = 0, send = 0, wait = 0 } = observation.phases
      const seconds = connect + tls + send + wait
      const other = last.get(probe)
      last.set(probe, { path, slot, seconds })
      if (other === undefined || other.path === path || Math.abs(other.slot - slot) > SAME_SLOT_MS) return undefined
      return path === 'edge' ? seconds - other.seconds : other.seconds - seconds
    },
    keepOnly(probes) {
      for (const probe of last.keys()) if (!probes.has(probe)) last.delete(probe)
    },
  }
}
