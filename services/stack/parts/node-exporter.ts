import { accessUrl } from '../plan/access.ts'
import { type Part, STOP_STAGES } from '../plan/part.ts'
import { localUrl, partFolder, processOf, type StackPlan } from '../plan/plan.ts'
import { unreadyAt } from '../plan/readiness.ts'

/** The machine's own metrics, where node-exporter is installed. */
export function nodeExporterPart(plan: StackPlan, program: string): Part {
  const url = localUrl(plan.ports['node-exporter'])
  const webConfig = `${partFolder(plan, 'node-exporter')}/web.yml`
  const args = [`--web.listen-address=127.0.0.1:${plan.ports['node-exporter']}`, `--web.config.file=${webConfig}`]
  return {
    name: 'node-exporter',
    url,
    files: [{ path: webConfig, text: plan.access.webConfig }],
    process: processOf(plan, 'node-exporter', program, args),
    unready: signal => unreadyAt(accessUrl(`${url}/`, plan.access), signal),
    after: [],
    stopStage: STOP_STAGES.watchers,
  }
}
