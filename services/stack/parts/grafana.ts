import path from 'node:path'
import { renderGrafanaFiles } from '../../monitoring/core/grafana.ts'
import { type Part, STOP_STAGES } from '../plan/part.ts'
import { localUrl, partFolder, processOf, type StackPlan } from '../plan/plan.ts'
import type { Programs } from '../plan/programs.ts'
import { unreadyAt } from '../plan/readiness.ts'

/** Where Grafana looks for boards, in its folder. */
const BOARDS = 'boards'

/** Grafana with the datasource and the boards of this repository, which are given by file name. */
export function grafanaPart(
  plan: StackPlan,
  grafana: NonNullable<Programs['grafana']>,
  boards: ReadonlyMap<string, string>,
): Part {
  const folder = partFolder(plan, 'grafana')
  const url = localUrl(plan.ports.grafana)
  const files = renderGrafanaFiles({
    port: plan.ports.grafana,
    prometheusUrl: localUrl(plan.ports.prometheus),
    access: plan.access,
    folder,
    boardsFolder: path.join(folder, BOARDS),
  })
  const args = ['server', `--homepath=${grafana.home}`, `--config=${folder}/grafana.ini`]
  return {
    name: 'grafana',
    url,
    files: [
      ...Object.entries(files).map(([name, text]) => ({ path: path.join(folder, name), text })),
      ...[...boards].map(([name, text]) => ({ path: path.join(folder, BOARDS, name), text })),
    ],
    process: processOf(plan, 'grafana', grafana.program, args),
    unready: signal => unreadyAt(`${url}/api/health`, signal),
    after: [],
    stopStage: STOP_STAGES.watchers,
  }
}
