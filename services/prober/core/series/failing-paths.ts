import type { Path } from '../../contract/names.ts'
import { type ProbeRoute, routeKey } from '../slots/probe-route.ts'

/** What a sample changed about its path. */
type PathChange =
  /** It begins to fail, as the first of its probe's paths or as a further one; or it has recovered. */
  'first-fails' | 'more-fail' | 'recovered'

/** Which paths of which probes fail now. */
export interface FailingPaths {
  /** Adds a sample; undefined when it changes nothing. */
  note(route: ProbeRoute, isGood: boolean): PathChange | undefined
  /** Drops the routes that are no longer defined. */
  keepOnly(routes: readonly ProbeRoute[]): void
  readonly isAny: boolean
}

/** Starts with no path failing. */
export function createFailingPaths(): FailingPaths {
  const failing = new Map<string, Set<Path>>()
  const good = ({ probe, path }: ProbeRoute): boolean => {
    const paths = failing.get(probe)
    const wasFailing = paths?.delete(path) ?? false
    if (paths?.size === 0) failing.delete(probe)
    return wasFailing
  }
  return {
    note(route, isGood) {
      if (isGood) return good(route) ? 'recovered' : undefined
      const paths = failing.get(route.probe) ?? new Set()
      if (paths.has(route.path)) return undefined
      failing.set(route.probe, paths.add(route.path))
      return paths.size === 1 ? 'first-fails' : 'more-fail'
    },
    keepOnly(routes) {
      const kept = new Set(routes.map(routeKey))
      for (const [probe, paths] of failing)
        for (const path of paths) if (!kept.has(routeKey({ probe, path }))) good({ probe, path })
    },
    get isAny() {
      return failing.size > 0
    },
  }
}
