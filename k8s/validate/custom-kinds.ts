/** Kinds that k3s and Traefik add to Kubernetes, with the fields of them that manifests here use. */
export const CUSTOM_KINDS: Readonly<Record<string, string>> = {
  'helm.cattle.io/v1 HelmChartConfig': 'HelmChartConfig',
  'traefik.io/v1alpha1 Middleware': 'Middleware',
}

const HEAD = { apiVersion: 'string', kind: 'string', metadata: 'ObjectHead' } as const

/** Their fields, in the notation of client-node. */
export const CUSTOM_MODELS: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map(
  Object.entries({
    ObjectHead: { name: 'string', namespace: 'string', labels: '{ [key: string]: string; }' },
    HelmChartConfig: { ...HEAD, spec: 'HelmChartConfigSpec' },
    HelmChartConfigSpec: { valuesContent: 'string' },
    // Of the chart's values those that we set. They mean the same in every chart version that a site file can name; one that
    // the chart does not know fails without a word in the job that installs it.
    TraefikValues: {
      deployment: 'TraefikDeployment',
      podDisruptionBudget: 'TraefikBudget',
      topologySpreadConstraints: 'Array<any>',
      service: 'TraefikService',
      ports: 'TraefikPorts',
      providers: 'TraefikProviders',
      metrics: 'TraefikMetrics',
      logs: 'TraefikLogs',
    },
    TraefikDeployment: { replicas: 'number' },
    TraefikBudget: { enabled: 'boolean', maxUnavailable: 'number' },
    TraefikService: { spec: 'TraefikServiceSpec' },
    TraefikServiceSpec: { externalTrafficPolicy: 'string' },
    TraefikPorts: { web: 'TraefikPort', websecure: 'TraefikPort' },
    TraefikPort: { forwardedHeaders: 'TraefikForwarded', transport: 'TraefikTransport' },
    TraefikForwarded: { trustedIPs: 'Array<string>' },
    TraefikTransport: { lifeCycle: 'TraefikLifeCycle' },
    TraefikLifeCycle: { requestAcceptGraceTimeout: 'number', graceTimeOut: 'number' },
    TraefikProviders: { kubernetesIngress: 'TraefikIngress' },
    TraefikIngress: { allowEmptyServices: 'boolean' },
    TraefikMetrics: { prometheus: 'TraefikPrometheus' },
    TraefikPrometheus: {
      entryPoint: 'string',
      addEntryPointsLabels: 'boolean',
      addRoutersLabels: 'boolean',
      addServicesLabels: 'boolean',
      buckets: 'string',
    },
    TraefikLogs: { access: 'TraefikAccessLog' },
    TraefikAccessLog: { enabled: 'boolean', format: 'string', filters: 'TraefikLogFilters' },
    TraefikLogFilters: { statuscodes: 'string' },
    Middleware: { ...HEAD, spec: 'MiddlewareSpec' },
    MiddlewareSpec: { retry: 'RetrySpec', basicAuth: 'BasicAuthSpec' },
    BasicAuthSpec: { secret: 'string', removeHeader: 'boolean' },
    RetrySpec: { attempts: 'number', initialInterval: 'string' },
  }).map(([model, fields]) => [model, new Map(Object.entries(fields))]),
)
