import { seconds } from '../../../lib/duration.ts'
import type { Slo } from '../../../slo/core/model.ts'
import { SCRAPE_INTERVAL } from '../../monitoring/core/prometheus.ts'
import { WEB_FILE } from '../../web/contract/main-file.ts'
import { renderSloList } from '../../web/core/slo-list.ts'
import { accessUrl } from '../plan/access.ts'
import { type Part, STOP_STAGES } from '../plan/part.ts'
import { localUrl, nodeProcessOf, partFolder, SITE_NAMES, type StackPlan, siteUrl } from '../plan/plan.ts'
import { unreadyAt } from '../plan/readiness.ts'

/** The app's instances; two, so that one can go while the other serves. */
export const WEB_INSTANCES = ['web-1', 'web-2'] as const
export type WebInstance = (typeof WEB_INSTANCES)[number]

/** What the app shows that is known before it starts. */
export interface WebSources {
  /** What stands in for the real thing here, a sentence each. */
  readonly standIns: readonly string[]
  readonly slos: readonly Slo[]
}

/** One instance of the app that is monitored. */
export function webPart(plan: StackPlan, name: WebInstance, sources: WebSources): Part {
  const ofApp = { SITE_URL: siteUrl(plan), FAULTS_ALLOWED: 'yes' }
  // As often as a cluster asks: the ingress sends nothing to an instance that hangs.
  return { ...servingPart(plan, name, sources, ofApp), askedEvery: seconds(1), stopStage: STOP_STAGES.hops }
}

/** The status page as a part of its own, as a cluster runs it: no drill breaks it, and no hop stands before it. */
export function statusPart(plan: StackPlan, sources: WebSources): Part {
  const part = servingPart(plan, 'status', sources, { SITE_URL: `${localUrl(plan.ports.status)}/` })
  return { ...part, stopStage: STOP_STAGES.watchers }
}

function servingPart(
  plan: StackPlan,
  name: WebInstance | 'status',
  sources: WebSources,
  own: Readonly<Record<string, string>>,
): Omit<Part, 'stopStage'> {
  const port = plan.ports[name]
  const sloList = `${partFolder(plan, name)}/slos.json`
  const env = {
    HOST: '127.0.0.1',
    PORT: String(port),
    INTERNAL_PORT: String(plan.ports[`${name}-internal`]),
    RELEASE: plan.release,
    INSTANCE: name,
    SITE_NAMES: SITE_NAMES.join(','),
    PASSWORD_FILE: plan.access.passwordFile,
    PROMETHEUS_URL: accessUrl(localUrl(plan.ports.prometheus), plan.access),
    PAGES_URL: accessUrl(`${localUrl(plan.ports.control)}/pages`, plan.access),
    STAND_INS: sources.standIns.join(';'),
    SLO_LIST: sloList,
    // Grafana shows the boards where there is one; otherwise the app draws them.
    ...(plan.programs.grafana === undefined ? { DASHBOARDS: 'dashboards/generated', SCRAPE_INTERVAL } : {}),
    // No announcement is needed here: the ingress stops asking an instance that answers "not ready".
    DRAIN_DELAY: '200ms',
    ...own,
  }
  return {
    name,
    url: localUrl(port),
    files: [{ path: sloList, text: renderSloList(sources.slos) }],
    process: nodeProcessOf(plan, name, WEB_FILE, env),
    unready: signal => unreadyAt(`${localUrl(port)}/readyz`, signal),
    after: [],
  }
}
