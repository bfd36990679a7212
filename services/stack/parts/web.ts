import { type Part, STOP_STAGES } from '../part.ts'
import { localUrl, processOf, type StackPlan, siteUrl } from '../plan.ts'
import { unreadyAt } from '../readiness.ts'

/** The app's instances; two, so that one can go while the other serves. */
export const WEB_INSTANCES = ['web-1', 'web-2'] as const
export type WebInstance = (typeof WEB_INSTANCES)[number]

/** Small, because the app keeps nothing; Node would otherwise let garbage pile up to a share of the machine. */
const HEAP_MIB = 64

/** One instance of the web app. */
export function webPart(plan: StackPlan, name: WebInstance, standIns: readonly string[]): Part {
  const port = plan.ports[name]
  const env = {
    HOST: '127.0.0.1',
    PORT: String(port),
    INTERNAL_PORT: String(plan.ports[`${name}-internal`]),
    RELEASE: plan.release,
    INSTANCE: name,
    PROMETHEUS_URL: localUrl(plan.ports.prometheus),
    PAGES_URL: `${localUrl(plan.ports.control)}/pages`,
    SITE_URL: siteUrl(plan),
    STAND_INS: standIns.join(';'),
    FAULTS_ALLOWED: 'yes',
    // Nobody has to be told here: the ingress stops asking an instance that answers "not ready".
    DRAIN_DELAY: '200ms',
  }
  const args = [`--max-old-space-size=${HEAP_MIB}`, '--max-semi-space-size=2', 'services/web/main.ts']
  return {
    name,
    url: localUrl(port),
    files: [],
    process: processOf(plan, name, process.execPath, args, env),
    unready: signal => unreadyAt(`${localUrl(port)}/readyz`, signal),
    after: [],
    stopStage: STOP_STAGES.hops,
  }
}
