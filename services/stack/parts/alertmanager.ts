import { renderAlertmanagerConfig } from '../../monitoring/core/alertmanager.ts'
import { accessUrl } from '../plan/access.ts'
import { type Part, STOP_STAGES } from '../plan/part.ts'
import { localUrl, partFolder, processOf, type StackPlan } from '../plan/plan.ts'
import { unreadyAt } from '../plan/readiness.ts'

/** Alertmanager, whose pages and tickets end in the stack itself. */
export function alertmanagerPart(plan: StackPlan): Part {
  const folder = partFolder(plan, 'alertmanager')
  const file = `${folder}/alertmanager.yml`
  const webConfig = `${folder}/web.yml`
  const url = localUrl(plan.ports.alertmanager)
  const args = [
    `--config.file=${file}`,
    `--storage.path=${folder}/data`,
    `--web.listen-address=127.0.0.1:${plan.ports.alertmanager}`,
    // One instance has no cluster to gossip with, and no port to open for it.
    '--cluster.listen-address=',
    `--web.config.file=${webConfig}`,
  ]
  return {
    name: 'alertmanager',
    url,
    files: [
      {
        path: file,
        text: renderAlertmanagerConfig({
          webhookUrl: `${localUrl(plan.ports.control)}/notifications`,
          access: plan.access,
        }),
      },
      { path: webConfig, text: plan.access.webConfig },
    ],
    check: { command: plan.programs.amtool, args: ['check-config', file] },
    process: processOf(plan, 'alertmanager', plan.programs.alertmanager, args),
    unready: signal => unreadyAt(accessUrl(`${url}/-/ready`, plan.access), signal),
    after: [],
    stopStage: STOP_STAGES.watchers,
  }
}
