import { renderYaml } from '../../../lib/yaml/writer.ts'
import type { IngressPlan, RenderedIngress } from './plan.ts'

/**
 * Traefik v3 by its file provider. Its own answers (`404 page not found`, `no available server`, `Bad Gateway`) carry no
 * signature, which is how the prober and the edge know them from the app's.
 */
export function renderTraefikIngress(plan: IngressPlan): RenderedIngress {
  const staticFile = `${plan.folder}/traefik.yaml`
  const dynamicFile = `${plan.folder}/routes.yaml`
  return {
    files: [
      { path: staticFile, text: renderYaml(staticConfig(plan, dynamicFile)) },
      { path: dynamicFile, text: renderYaml(dynamicConfig(plan)) },
    ],
    args: [`--configFile=${staticFile}`],
    pingUrl: `http://127.0.0.1:${plan.adminPort}/ping`,
    metricsTarget: `127.0.0.1:${plan.adminPort}`,
  }
}

function staticConfig(plan: IngressPlan, dynamicFile: string): unknown {
  return {
    global: { checkNewVersion: false, sendAnonymousUsage: false },
    log: { level: 'WARN', format: 'json' },
    accessLog: { filePath: `${plan.folder}/access.json`, format: 'json' },
    entryPoints: {
      web: { address: `127.0.0.1:${plan.port}`, forwardedHeaders: { trustedIPs: ['127.0.0.1/32'] } },
      // Pings and scrapes are not traffic.
      admin: { address: `127.0.0.1:${plan.adminPort}`, observability: { accessLogs: false, metrics: false } },
    },
    // A ping of its own answers before there are routes, while every request is still answered 404; this one is a route itself.
    ping: { manualRouting: true },
    metrics: {
      prometheus: {
        entryPoint: 'admin',
        addEntryPointsLabels: true,
        addRoutersLabels: true,
        addServicesLabels: true,
        // Traefik's default buckets have none at most thresholds; a latency SLO needs one exactly at its own.
        buckets: [0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2.5, 5],
      },
    },
    // The routes are read once; a wait for more of them would only delay an early stop by two seconds.
    providers: { providersThrottleDuration: '0s', file: { filename: dynamicFile, watch: false } },
  }
}

function dynamicConfig(plan: IngressPlan): unknown {
  return {
    http: {
      routers: {
        ping: { entryPoints: ['admin'], rule: 'Path(`/ping`)', service: 'ping@internal' },
        web: {
          entryPoints: ['web'],
          rule: `Host(\`${plan.siteHost}\`)`,
          service: 'web',
          middlewares: ['retry-connect'],
        },
      },
      middlewares: {
        'retry-connect': { retry: { attempts: 4, initialInterval: '50ms' } },
      },
      services: {
        web: {
          loadBalancer: {
            servers: plan.servers.map(({ host, port }) => ({ url: `http://${host}:${port}` })),
            healthCheck: { path: '/readyz', interval: '2s', timeout: '1s' },
          },
        },
      },
    },
  }
}
