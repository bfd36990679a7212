import { type Part, STOP_STAGES } from '../plan/part.ts'
import { localUrl, processOf, type StackPlan } from '../plan/plan.ts'
import { unreadyAt } from '../plan/readiness.ts'

/** The machine's own metrics, where node-exporter is installed. */
export function nodeExporterPart(plan: StackPlan, program: string): Part {
  const url = localUrl(plan.ports['node-exporter'])
  const args = [`--web.listen-address=127.0.0.1:${plan.ports['node-exporter']}`]
  return {
    name: 'node-exporter',
    url,
    files: [],
    process: processOf(plan, 'node-exporter', program, args),
    unready: signal => unreadyAt(`${url}/`, signal),
    after: [],
    stopStage: STOP_STAGES.watchers,
  }
}
