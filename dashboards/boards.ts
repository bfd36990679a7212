import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import { app } from './app.ts'
import { cluster } from './cluster.ts'
import type { BoardContext } from './context.ts'
import { home } from './home.ts'
import { probeDetail } from './probe-detail.ts'
import { probes } from './probes.ts'
import { release } from './release.ts'
import { sloDetail } from './slo-detail.ts'
import { sloOverview } from './slo-overview.ts'
import { spacedForSlowProbes } from './slow-probes.ts'
import { watcher } from './watcher.ts'

/** Every board, in the order in which a person meets them. */
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

/** All boards for these definitions: adding an SLO or a probe adds what belongs to it. */
export function allBoards(context: BoardContext): readonly Dashboard[] {
  return BOARDS.map(build => spacedForSlowProbes(build(context), context))
}
