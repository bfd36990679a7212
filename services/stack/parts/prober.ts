import { PROBER_FILE } from '../../prober/contract/main-file.ts'
import { PROBES_FILE } from '../../prober/contract/probes-file.ts'
import { type Part, STOP_STAGES } from '../plan/part.ts'
import { localUrl, nodeProcessOf, partFolder, SITE_HOST, SITE_NAMES, type StackPlan } from '../plan/plan.ts'
import { unreadyAt } from '../plan/readiness.ts'
import { WEB_INSTANCES } from './web.ts'

/** The prober, asking on every path. It starts last: what is still starting is not an outage. */
export function proberPart(plan: StackPlan): Part {
  const url = localUrl(plan.ports.prober)
  const stateFolder = partFolder(plan, 'prober')
  const own = {
    PROBES_FILE,
    HOST: '127.0.0.1',
    PORT: String(plan.ports.prober),
    VANTAGE: 'local',
    STATE_FOLDER: stateFolder,
    SITE_NAMES: SITE_NAMES.join(','),
    PASSWORD_FILE: plan.access.passwordFile,
  }
  const env = { ...plan.environment, ...own, ...probeEnvironment(plan) }
  return {
    name: 'prober',
    url,
    files: [],
    process: nodeProcessOf(plan, 'prober', PROBER_FILE, env),
    unready: signal => unreadyAt(`${url}/readyz`, signal),
    after: ['edge', 'ingress', ...WEB_INSTANCES],
    stopStage: STOP_STAGES.prober,
  }
}

/** What the definitions of the probes refer to: where each hop is in this stack. */
export function probeEnvironment(plan: StackPlan): Readonly<Record<string, string>> {
  const edge = `https://127.0.0.1:${plan.ports['edge-https']}`
  return {
    SITE_HOST,
    EDGE_URL: `${edge}/`,
    EDGE_CA: plan.certificates.caFile,
    EDGE_HEALTH_URL: `${edge}/edge-health`,
    INGRESS_URL: `${localUrl(plan.ports.ingress)}/`,
    INGRESS_PING_URL: `${localUrl(plan.ports['ingress-admin'])}/ping`,
    APP_URL: `${localUrl(plan.ports['web-1'])}/`,
    APP_ADDRESSES: WEB_INSTANCES.map(name => `${name}=127.0.0.1:${plan.ports[name]}`).join(','),
  }
}
