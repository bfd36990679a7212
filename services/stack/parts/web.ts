import { seconds } from '../../../lib/duration.ts'
import type { Slo } from '../../../slo/core/model.ts'
import { SCRAPE_INTERVAL } from '../../monitoring/core/prometheus.ts'
import { renderSloList } from '../../web/core/slo-list.ts'
import { accessUrl } from '../plan/access.ts'
import { type Part, STOP_STAGES } from '../plan/part.ts'
import { localUrl, nodeProcessOf, partFolder, type StackPlan, siteUrl } from '../plan/plan.ts'
import { unreadyAt } from '../plan/readiness.ts'

/** The app's instances; two, so that one can go while the other serves. */
export const WEB_INSTANCES = ['web-1', 'web-2'] as const
export type WebInstance = (typeof WEB_INSTANCES)[number]

export const WEB_FILE = 'services/web/main.ts'

/** What the app shows that is known before it starts. */
export interface WebSources {
  /** What stands in for the real thing here, a sentence each. */
  readonly standIns: readonly string[]
  readonly slos: readonly Slo[]
}

/** One instance of the web app. */
export function webPart(plan: StackPlan, name: WebInstance, sources: WebSources): Part {
  const port = plan.ports[name]
  const sloList = `${partFolder(plan, name)}/slos.json`
  const env = {
    HOST: '127.0.0.1',
    PORT: String(port),
    INTERNAL_PORT: String(plan.ports[`${name}-internal`]),
    RELEASE: plan.release,
    INSTANCE: name,
    PASSWORD_FILE: plan.access.passwordFile,
    PROMETHEUS_URL: accessUrl(localUrl(plan.ports.prometheus), plan.access),
    PAGES_URL: accessUrl(`${localUrl(plan.ports.control)}/pages`, plan.access),
    SITE_URL: siteUrl(plan),
    STAND_INS: sources.standIns.join(';'),
    SLO_LIST: sloList,
    // Grafana shows the boards where there is one; otherwise the app draws them.
    ...(plan.programs.grafana === undefined ? { DASHBOARDS: 'dashboards/generated', SCRAPE_INTERVAL } : {}),
    FAULTS_ALLOWED: 'yes',
    // No announcement is needed here: the ingress stops asking an instance that answers "not ready".
    DRAIN_DELAY: '200ms',
  }
  return {
    name,
    url: localUrl(port),
    files: [{ path: sloList, text: renderSloList(sources.slos) }],
    process: nodeProcessOf(plan, name, WEB_FILE, env),
    unready: signal => unreadyAt(`${localUrl(port)}/readyz`, signal),
    // As often as a cluster asks: the ingress sends nothing to an instance that hangs.
    askedEvery: seconds(1),
    after: [],
    stopStage: STOP_STAGES.hops,
  }
}
