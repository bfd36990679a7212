import { LABELS } from '../../services/prober/contract/labels.ts'
import { METRICS, PATHS, type Path } from '../../services/prober/contract/names.ts'

/** How the routes of all probes stand by their last samples. */
export interface ReportedRoutes {
  readonly failing: readonly { readonly probe: string; readonly path: string }[]
  /** The paths on which a probe is good. */
  readonly good: readonly Path[]
}

/** Marks the paths: a count has no name, and without a label of its own `or` would leave it out. */
const GOOD_PATH = 'good_path'

const ARE_GOOD = `(${METRICS.lastRun} > 0) == ${METRICS.lastSuccess}`

/** What the query of a report asks besides: routes whose last sample was bad, and paths on which one was good. */
export const ROUTE_QUERIES = [
  `(${METRICS.lastRun} > 0) unless (${ARE_GOOD})`,
  `label_replace(count by (${LABELS.path}) (${ARE_GOOD}), "${GOOD_PATH}", "$1", "${LABELS.path}", "(.*)")`,
]

type Labelled = { readonly labels: Readonly<Record<string, string>> }

/** The routes in the answer, each once however many vantages it is probed from. */
export function reportRoutes(readings: readonly Labelled[]): ReportedRoutes {
  const failing = readings.flatMap(({ labels }) =>
    labels.__name__ === METRICS.lastRun ? [{ probe: labels[LABELS.probe] ?? '', path: labels[LABELS.path] ?? '' }] : [],
  )
  const byRoute = new Map(failing.map(route => [`${route.probe} ${route.path}`, route]))
  const good = new Set(readings.flatMap(({ labels }) => labels[GOOD_PATH] ?? []))
  return { failing: [...byRoute.values()], good: PATHS.filter(path => good.has(path)) }
}
