import type { SkipReason } from '../../contract/names.ts'
import { type ProbeRoute, routeKey } from './probe-route.ts'

/** Which slots run, up to when each probe has been served, and which routes still wait for the end of a first slot. */
export interface SlotLedger {
  /** A slot of this route has begun; `slotSteady` is when it was due. */
  started(route: ProbeRoute, slotSteady: number): void
  /** Whether a slot of this route was running; if not, it belongs to a definition that is gone, and does not count. */
  ended(route: ProbeRoute): boolean
  skipped(route: ProbeRoute, slotSteady: number, reason: SkipReason): void
  /** Replaces the routes: new ones are awaited and count as served up to now, running slots of removed ones are dropped. */
  define(routes: readonly ProbeRoute[], nowSteady: number): void
  /** Gives up every running slot and returns them, once each; every route is awaited again. */
  lose(): readonly ProbeRoute[]
  /** The last slot of each probe that came due, or when it was defined where none has. */
  readonly servedToSteady: Readonly<Record<string, number>>
  /** Whether every route has seen a slot end. */
  readonly isComplete: boolean
}

/** An empty ledger. */
export function createSlotLedger(): SlotLedger {
  const running = new Map<string, { readonly route: ProbeRoute; count: number }>()
  const served = new Map<string, number>()
  const awaited = new Set<string>()
  let known = new Set<string>()
  const serve = ({ probe }: ProbeRoute, slotSteady: number): void => {
    served.set(probe, Math.max(slotSteady, served.get(probe) ?? slotSteady))
  }
  return {
    started(route, slotSteady) {
      serve(route, slotSteady)
      const entry = running.get(routeKey(route)) ?? { route, count: 0 }
      entry.count += 1
      running.set(routeKey(route), entry)
    },
    ended(route) {
      const entry = running.get(routeKey(route))
      if (entry === undefined || entry.count === 0) return false
      entry.count -= 1
      awaited.delete(routeKey(route))
      return true
    },
    skipped(route, slotSteady, reason) {
      serve(route, slotSteady)
      // A slot that was lost with its thread does not show that the new thread probes.
      if (reason !== 'worker_lost') awaited.delete(routeKey(route))
    },
    define(routes, nowSteady) {
      const next = new Set(routes.map(routeKey))
      for (const key of next) if (!known.has(key)) awaited.add(key)
      for (const held of [running, awaited]) for (const key of held.keys()) if (!next.has(key)) held.delete(key)
      const probes = new Set(routes.map(({ probe }) => probe))
      for (const probe of served.keys()) if (!probes.has(probe)) served.delete(probe)
      for (const probe of probes) if (!served.has(probe)) served.set(probe, nowSteady)
      known = next
    },
    lose() {
      const lost = [...running.values()].flatMap(({ route, count }) => new Array<ProbeRoute>(count).fill(route))
      running.clear()
      for (const key of known) awaited.add(key)
      return lost
    },
    get servedToSteady() {
      return Object.fromEntries(served)
    },
    get isComplete() {
      return awaited.size === 0
    },
  }
}
