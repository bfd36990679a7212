import { RETENTION, renderPrometheusConfig, type ScrapeJob } from '../../monitoring/core/prometheus.ts'
import { WEB_JOBS } from '../../web/contract/jobs.ts'
import { accessUrl } from '../plan/access.ts'
import { type Part, type PartFile, STOP_STAGES } from '../plan/part.ts'
import { localUrl, partFolder, processOf, type StackPlan } from '../plan/plan.ts'
import { unreadyAt } from '../plan/readiness.ts'
import { unusableOfPrometheus } from '../plan/unusable-data.ts'

/** Prometheus with the rules that were made from the definitions. */
export function prometheusPart(plan: StackPlan, rules: ReadonlyMap<string, string>, jobs: readonly ScrapeJob[]): Part {
  const folder = partFolder(plan, 'prometheus')
  const file = `${folder}/prometheus.yml`
  const ruleFiles: PartFile[] = [...rules].map(([name, text]) => ({ path: `${folder}/rules/${name}`, text }))
  const webConfig = `${folder}/web.yml`
  const config = renderPrometheusConfig({
    ruleFiles: ruleFiles.map(rule => rule.path),
    alertmanager: `127.0.0.1:${plan.ports.alertmanager}`,
    access: plan.access,
    jobs,
    links: {
      documents: `file://${plan.repository}`,
      failures: `${localUrl(plan.ports.prober)}/failures`,
      alertmanager: localUrl(plan.ports.alertmanager),
      ...(plan.programs.grafana === undefined ? {} : { dashboards: localUrl(plan.ports.grafana) }),
    },
  })
  const url = localUrl(plan.ports.prometheus)
  const args = [
    `--config.file=${file}`,
    `--storage.tsdb.path=${folder}/data`,
    `--storage.tsdb.retention.time=${RETENTION}`,
    `--web.listen-address=127.0.0.1:${plan.ports.prometheus}`,
    // The links in alerts lead here; the machine's own name, which is the default, may lead nowhere.
    `--web.external-url=${url}`,
    `--web.config.file=${webConfig}`,
    // A drill takes what it broke out of the budget again, which only the admin API can do.
    '--web.enable-admin-api',
  ]
  return {
    name: 'prometheus',
    url,
    files: [{ path: file, text: config }, { path: webConfig, text: plan.access.webConfig }, ...ruleFiles],
    check: { command: plan.programs.promtool, args: ['check', 'config', file] },
    process: processOf(plan, 'prometheus', plan.programs.prometheus, args),
    data: { folder: `${folder}/data`, unusable: unusableOfPrometheus },
    unready: signal => unreadyAt(accessUrl(`${url}/-/ready`, plan.access), signal),
    after: [],
    stopStage: STOP_STAGES.watchers,
  }
}

/** Everything that has metrics here. */
export function scrapeJobs(plan: StackPlan, traefik: string | undefined): readonly ScrapeJob[] {
  const local = (...ports: number[]) => ports.map(port => `127.0.0.1:${port}`)
  const { ports, programs } = plan
  return [
    { job: WEB_JOBS.stack, targets: local(ports['web-1-internal'], ports['web-2-internal']) },
    { job: 'prober', targets: local(ports.prober) },
    { job: 'stack', targets: local(ports.control) },
    { job: 'prometheus', targets: local(ports.prometheus) },
    { job: 'alertmanager', targets: local(ports.alertmanager) },
    ...(traefik === undefined ? [] : [{ job: 'traefik', targets: [traefik], isOpen: true }]),
    ...(programs.nodeExporter === undefined ? [] : [{ job: 'node', targets: local(ports['node-exporter']) }]),
    ...(programs.grafana === undefined ? [] : [{ job: 'grafana', targets: local(ports.grafana), isOpen: true }]),
  ]
}
