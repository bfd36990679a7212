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
    Middleware: { ...HEAD, spec: 'MiddlewareSpec' },
    MiddlewareSpec: { retry: 'RetrySpec' },
    RetrySpec: { attempts: 'number', initialInterval: 'string' },
  }).map(([model, fields]) => [model, new Map(Object.entries(fields))]),
)
