import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import type { BoardContext } from '../context.ts'
import { spacedForSlowProbes } from '../expressions/slow-probes.ts'
import { app } from './app/app.ts'
import { cluster } from './cluster/cluster.ts'
import { home } from './home/home.ts'
import { probeDetail } from './probe-detail/probe-detail.ts'
import { probes } from './probes/probes.ts'
import { release } from './release/release.ts'
import { sloDetail } from './slo-detail/slo-detail.ts'
import { sloOverview } from './slo-overview/slo-overview.ts'
import { watcher } from './watcher/watcher.ts'

/** Every dashboard, in the order of the links between them. */
const BOARDS: readonly ((context: BoardContext) => Dashboard)[] = [
  home,
  sloOverview,
  sloDetail,
  probes,
  probeDetail,
  app,
  cluster,
  release,
  watcher,
]

/** All dashboards for these definitions: a new SLO or probe adds its panels and queries. */
export function allBoards(context: BoardContext): readonly Dashboard[] {
  return BOARDS.map(build => spacedForSlowProbes(build(context), context))
}
