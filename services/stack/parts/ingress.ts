import { renderNginxIngress } from '../ingress/nginx-ingress.ts'
import type { IngressPlan, RenderedIngress } from '../ingress/plan.ts'
import { renderTraefikIngress } from '../ingress/traefik-ingress.ts'
import { type Part, STOP_STAGES } from '../plan/part.ts'
import { localUrl, partFolder, processOf, SITE_HOST, type StackPlan } from '../plan/plan.ts'
import { unreadyAt } from '../plan/readiness.ts'
import { WEB_INSTANCES } from './web.ts'

/** The ingress with what Prometheus can scrape of it. */
export interface IngressPart extends Part {
  readonly metricsTarget?: string
}

/** Traefik where there is one, and otherwise a second Nginx that says it stands in. */
export function ingressPart(plan: StackPlan): IngressPart {
  const ingressPlan: IngressPlan = {
    port: plan.ports.ingress,
    adminPort: plan.ports['ingress-admin'],
    siteHost: SITE_HOST,
    servers: WEB_INSTANCES.map(name => ({ name, host: '127.0.0.1', port: plan.ports[name] })),
    folder: partFolder(plan, 'ingress'),
    workerUser: plan.workerUser,
  }
  const { traefik, nginx } = plan.programs
  const rendered: RenderedIngress =
    traefik === undefined ? renderNginxIngress(ingressPlan) : renderTraefikIngress(ingressPlan)
  return {
    name: 'ingress',
    url: localUrl(plan.ports.ingress),
    ...(rendered.standIn === undefined ? {} : { standIn: rendered.standIn }),
    ...(rendered.metricsTarget === undefined ? {} : { metricsTarget: rendered.metricsTarget }),
    ...(rendered.following === undefined ? {} : { following: rendered.following }),
    files: rendered.files,
    ...(traefik === undefined ? { check: { command: nginx, args: ['-t', '-q', ...rendered.args] } } : {}),
    process: processOf(plan, 'ingress', traefik ?? nginx, rendered.args),
    ownLogs: [`${ingressPlan.folder}/access.json`],
    unready: signal => unreadyAt(rendered.pingUrl, signal),
    after: [],
    stopStage: STOP_STAGES.hops,
  }
}
