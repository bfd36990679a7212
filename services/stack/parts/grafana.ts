import path from 'node:path'
import { renderGrafanaFiles } from '../config/grafana.ts'
import { type Part, STOP_STAGES } from '../part.ts'
import { localUrl, partFolder, processOf, type StackPlan } from '../plan.ts'
import type { Programs } from '../programs.ts'
import { unreadyAt } from '../readiness.ts'

/** Grafana with the datasource and the boards of this repository. */
export function grafanaPart(plan: StackPlan, grafana: NonNullable<Programs['grafana']>): Part {
  const folder = partFolder(plan, 'grafana')
  const url = localUrl(plan.ports.grafana)
  const files = renderGrafanaFiles({
    port: plan.ports.grafana,
    prometheusUrl: localUrl(plan.ports.prometheus),
    folder,
    dashboardsFolder: path.join(plan.repository, 'dashboards', 'generated'),
  })
  const args = ['server', `--homepath=${grafana.home}`, `--config=${folder}/grafana.ini`]
  return {
    name: 'grafana',
    url,
    files: Object.entries(files).map(([name, text]) => ({ path: path.join(folder, name), text })),
    process: processOf(plan, 'grafana', grafana.program, args),
    unready: signal => unreadyAt(`${url}/api/health`, signal),
    after: [],
    stopStage: STOP_STAGES.watchers,
  }
}
