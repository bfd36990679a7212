import type { Dashboard, Panel, RowPanel } from '@grafana/grafana-foundation-sdk/dashboard'
import { at } from '../../lib/json/path.ts'
import { LABELS } from '../../services/prober/contract/labels.ts'
import { OWN_METRICS } from '../catalogue/own.ts'
import type { BoardContext } from '../context.ts'
import { RATE_INTERVAL } from '../panels/promql.ts'

/** How often Prometheus scrapes where it does so fastest, and how often it commonly does, in seconds. */
export const FASTEST_SCRAPE_SECONDS = 5
const COMMON_SCRAPE_SECONDS = 15

/** The time between two probes of the slowest probe, in seconds; 0 where none says it. */
export function slowestProbeSeconds({ probes }: BoardContext): number {
  return Math.max(0, ...probes.map(({ intervalSeconds = 0 }) => intervalSeconds))
}

/**
 * A board whose graphs of probes hold several probes in each rate. Grafana makes `$__rate_interval` of four scrapes; where
 * a probe is sent less often than it is scraped, that is a window of one probe or none, and a graph of spikes and gaps.
 * The shortest step of a panel takes the scrape's place in it.
 */
export function spacedForSlowProbes(board: Dashboard, context: BoardContext): Dashboard {
  const slowest = slowestProbeSeconds(context)
  if (slowest <= FASTEST_SCRAPE_SECONDS) return board
  const interval = `${Math.max(slowest, COMMON_SCRAPE_SECONDS)}s`
  return {
    ...board,
    panels: board.panels?.map(panel => (ratesProbes(panel) ? { interval, ...panel } : panel)),
  } as Dashboard
}

const OF_PROBES = OWN_METRICS.filter(({ labels }) => labels.includes(LABELS.probe)).map(({ name }) => name)

function ratesProbes(panel: Panel | RowPanel): boolean {
  const targets = 'targets' in panel ? (panel.targets ?? []) : []
  return targets.some(target => {
    const expr = String(at(target, 'expr'))
    return expr.includes(RATE_INTERVAL) && OF_PROBES.some(name => expr.includes(name))
  })
}
