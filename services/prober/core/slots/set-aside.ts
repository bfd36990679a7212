import { type Duration, hours, milliseconds, minutes } from '../../../../lib/duration.ts'
import { type ProbeRoute, routeKey } from './probe-route.ts'

/** Which routes are not probed for a while, because the prober itself fails on them every time. */
export interface SetAside {
  /** Until when a route is set aside; undefined when it is probed. */
  until(route: ProbeRoute, nowSteady: number): number | undefined
  /** A run has ended by a fault of the prober; gives until when the route is set aside, if it is now. */
  failed(route: ProbeRoute, nowSteady: number): number | undefined
  /** A run has ended without one; whether the route had been set aside before. */
  ended(route: ProbeRoute): boolean
  /** Drops the routes that are no longer defined. */
  keepOnly(routes: readonly ProbeRoute[]): void
}

/** So many faults in a row set a route aside. */
const SET_ASIDE_AFTER = 3
/** For how long at first; twice as long each further time. */
const FIRST = minutes(1)
const LONGEST = hours(1)

/** Nothing is set aside. */
export function createSetAside(): SetAside {
  const faults = new Map<string, { count: number; untilSteady: number }>()
  return {
    until(route, nowSteady) {
      const untilSteady = faults.get(routeKey(route))?.untilSteady ?? 0
      return nowSteady < untilSteady ? untilSteady : undefined
    },
    failed(route, nowSteady) {
      const fault = faults.get(routeKey(route)) ?? { count: 0, untilSteady: 0 }
      faults.set(routeKey(route), fault)
      // Runs that were under way when the route was set aside, the other ones of a burst, are no further attempt.
      if (nowSteady < fault.untilSteady) return undefined
      fault.count += 1
      if (fault.count < SET_ASIDE_AFTER) return undefined
      fault.untilSteady = nowSteady + backOff(fault.count - SET_ASIDE_AFTER)
      return fault.untilSteady
    },
    ended(route) {
      const count = faults.get(routeKey(route))?.count ?? 0
      faults.delete(routeKey(route))
      return count >= SET_ASIDE_AFTER
    },
    keepOnly(routes) {
      const kept = new Set(routes.map(routeKey))
      for (const key of faults.keys()) if (!kept.has(key)) faults.delete(key)
    },
  }
}

function backOff(times: number): Duration {
  return milliseconds(Math.min(LONGEST, FIRST * 2 ** times))
}
