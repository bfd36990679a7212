import { milliseconds } from '../../../../lib/duration.ts'
import type { Sample } from '../judge/sample.ts'

/** Pairs the edge path's first byte with the ingress path's of the same slot. */
export interface PathOverhead {
  /** Seconds that the edge adds, once both samples of a slot are there; undefined until then. */
  add(sample: Sample): number | undefined
  keepOnly(probes: ReadonlySet<string>): void
}

/** Slots of one probe are further apart than this, the paths of one slot are not. */
const SAME_SLOT = milliseconds(90)

/** Pairs samples, because a difference within pairs varies less than a difference of percentiles. */
export function createPathOverhead(): PathOverhead {
  const last = new Map<string, { readonly path: string; readonly slotWall: number; readonly seconds: number }>()
  return {
    add({ probe, path, outcome, observation, slotWall }) {
      if (!outcome.isGood || (path !== 'edge' && path !== 'ingress')) return undefined
      const { connect = 0, tls = 0, send = 0, wait = 0 } = observation.phases
      const seconds = connect + tls + send + wait
      const other = last.get(probe)
      last.set(probe, { path, slotWall, seconds })
      if (other === undefined || other.path === path || Math.abs(other.slotWall - slotWall) > SAME_SLOT)
        return undefined
      return path === 'edge' ? seconds - other.seconds : other.seconds - seconds
    },
    keepOnly(probes) {
      for (const probe of last.keys()) if (!probes.has(probe)) last.delete(probe)
    },
  }
}
