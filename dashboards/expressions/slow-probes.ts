import type { Dashboard, Panel, RowPanel } from '@grafana/grafana-foundation-sdk/dashboard'
import { at } from '../../lib/json/path.ts'
import { LABELS } from '../../services/prober/contract/labels.ts'
import { OWN_METRICS } from '../catalogue/own.ts'
import type { BoardContext } from '../context.ts'
import { RATE_INTERVAL } from '../panels/promql.ts'

/** The shortest and the common scrape interval, in seconds. */
export const FASTEST_SCRAPE_SECONDS = 5
const COMMON_SCRAPE_SECONDS = 15

/** The longest interval of all probes, in seconds; 0 where none is known. */
export function slowestProbeSeconds({ probes }: BoardContext): number {
  return Math.max(0, ...probes.map(({ intervalSeconds = 0 }) => intervalSeconds))
}

/**
 * Sets the shortest step of panels with rates of probes, so that each rate covers several probes. Grafana makes
 * `$__rate_interval` of four scrapes; with an interval longer than that, a window holds one probe or none, and the
 * graph shows spikes and gaps. The shortest step of a panel replaces the scrape interval in that calculation.
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
