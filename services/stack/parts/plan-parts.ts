import type { Slo } from '../../../slo/core/model.ts'
import type { Part } from '../plan/part.ts'
import type { StackPlan } from '../plan/plan.ts'
import { alertmanagerPart } from './alertmanager.ts'
import { edgePart } from './edge.ts'
import { grafanaPart } from './grafana.ts'
import { ingressPart } from './ingress.ts'
import { nodeExporterPart } from './node-exporter.ts'
import { proberPart } from './prober.ts'
import { prometheusPart, scrapeJobs } from './prometheus.ts'
import { statusPart, WEB_INSTANCES, webPart } from './web.ts'

/** What parts are made of besides the plan. */
export interface PartSources {
  readonly edgeTemplate: string
  /** PEM of the stack's CA. */
  readonly ca: string
  readonly slos: readonly Slo[]
  readonly rules: ReadonlyMap<string, string>
  /** The generated boards by file name. */
  readonly boards: ReadonlyMap<string, string>
}

/** Every part of the stack, in the order in which a request and then its measurement meet them. */
export function planParts(plan: StackPlan, sources: PartSources): readonly Part[] {
  const { nodeExporter, grafana } = plan.programs
  const ingress = ingressPart(plan)
  const standIns = ingress.standIn === undefined ? [] : [`ingress: ${ingress.standIn}`]
  const web = { standIns, slos: sources.slos }
  return [
    edgePart(plan, sources.edgeTemplate, sources.ca),
    ingress,
    ...WEB_INSTANCES.map(name => webPart(plan, name, web)),
    statusPart(plan, web),
    proberPart(plan),
    prometheusPart(plan, sources.rules, scrapeJobs(plan, ingress.metricsTarget)),
    alertmanagerPart(plan),
    ...(nodeExporter === undefined ? [] : [nodeExporterPart(plan, nodeExporter)]),
    ...(grafana === undefined ? [] : [grafanaPart(plan, grafana, sources.boards)]),
  ]
}
