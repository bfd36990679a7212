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
 * Sets the shortest step of queries with rates of probes, so that each rate covers several probes. Grafana makes
 * `$__rate_interval` of four scrapes; with a probe's interval longer than that, a window holds one probe or none, and the
 * graph shows spikes and gaps. The shortest step of a query stands for the scrape interval there; that of a panel does
 * not (https://github.com/grafana/grafana/issues/52340).
 */
export function spacedForSlowProbes(board: Dashboard, context: BoardContext): Dashboard {
  const slowest = slowestProbeSeconds(context)
  if (slowest <= FASTEST_SCRAPE_SECONDS) return board
  const interval = `${Math.max(slowest, COMMON_SCRAPE_SECONDS)}s`
  return { ...board, panels: board.panels?.map(panel => spaced(panel, interval)) } as Dashboard
}

function spaced(panel: Panel | RowPanel, interval: string): Panel | RowPanel {
  if (!('targets' in panel) || panel.targets === undefined) return panel
  return {
    ...panel,
    targets: panel.targets.map(target => (ratesProbes(target) ? { ...target, interval } : target)),
  } as Panel
}

const OF_PROBES = OWN_METRICS.filter(({ labels }) => labels.includes(LABELS.probe)).map(({ name }) => name)

function ratesProbes(target: unknown): boolean {
  const expr = String(at(target, 'expr'))
  return expr.includes(RATE_INTERVAL) && OF_PROBES.some(name => expr.includes(name))
}
