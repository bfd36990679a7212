import { HIDDEN_PATHS } from '../../edge/core/edge-site.ts'
import { renderEdgeSite } from '../../edge/core/render-edge.ts'
import { READING_METHODS } from '../../web/contract/names.ts'
import { nginxMain } from '../ingress/nginx-main.ts'
import { type Part, STOP_STAGES } from '../plan/part.ts'
import { partFolder, processOf, SITE_HOST, SITE_NAMES, type StackPlan, siteUrl } from '../plan/plan.ts'
import { unreadyAt } from '../plan/readiness.ts'

/** The address that the prober's connections come from. */
const PROBER_ADDRESS = '127.0.0.1'

/** The edge as its owner would deploy it, in an Nginx of its own. */
export function edgePart(plan: StackPlan, template: string, ca: string): Part {
  const folder = partFolder(plan, 'edge')
  const file = `${folder}/nginx.conf`
  const accessLog = `${folder}/access.json`
  const local = (port: number) => `127.0.0.1:${port}`
  const site = renderEdgeSite(template, {
    servers: [
      {
        name: 'site',
        host: SITE_HOST,
        hosts: SITE_NAMES,
        methods: READING_METHODS,
        maxBody: '1m',
        hiddenPaths: HIDDEN_PATHS,
        isLanOnly: false,
        hasStreams: false,
        isUnsigned: false,
      },
    ],
    httpsListen: [local(plan.ports['edge-https'])],
    httpListen: [local(plan.ports['edge-http'])],
    statusListen: local(plan.ports['edge-status']),
    publicHttpsPort: plan.ports['edge-https'],
    lan: [],
    watchers: [PROBER_ADDRESS],
    ingressServers: [local(plan.ports.ingress)],
    certificateFile: plan.certificates.certificateFile,
    keyFile: plan.certificates.keyFile,
    plainFile: undefined,
    accessLog,
    nginxVersion: plan.nginxVersion,
    // A person who opens the address 127.0.0.1 names no host in the handshake.
    refusesUnknownNames: false,
  })
  const args = ['-p', folder, '-e', 'stderr', '-c', file]
  return {
    name: 'edge',
    url: siteUrl(plan),
    files: [{ path: file, text: nginxMain({ folder, workerUser: plan.workerUser }, site) }],
    check: { command: plan.programs.nginx, args: ['-t', '-q', ...args] },
    process: processOf(plan, 'edge', plan.programs.nginx, args),
    ownLogs: [accessLog],
    unready: signal =>
      unreadyAt(`https://${local(plan.ports['edge-https'])}/edge-health`, signal, { ca, servername: SITE_HOST }),
    after: [],
    stopStage: STOP_STAGES.edge,
  }
}
