import { expect, test } from 'vitest'
import { loadFieldTables } from '../../adapters/kubernetes/field-tables.ts'
import type { SourceFile } from '../../lib/diagnostic/diagnostic.ts'
import { renderDiagnostics } from '../../lib/diagnostic/diagnostic.ts'
import { type Fault, type Json, withFault } from '../../lib/lint/fixture.testkit.ts'
import { exampleSets, exampleSite } from '../render/example.testkit.ts'
import { KNOWN_KINDS } from '../validate/known-kinds.ts'
import { checkManifests } from './check-manifests.ts'
import { POLICIES } from './policies.ts'

const TABLES = await loadFieldTables(Object.keys(KNOWN_KINDS))

async function checked(manifests: (files: readonly SourceFile[]) => readonly SourceFile[] = files => files) {
  const { platform, release, diagnostics } = await exampleSets({ manifests })
  expect(diagnostics).toEqual([])
  return checkManifests([...platform, ...release], TABLES)
}

const APP = 'k8s/app/deployment.yaml'
const PROMETHEUS = 'k8s/monitoring/prometheus/deployment.yaml'
const ALERTMANAGER = 'k8s/monitoring/alertmanager/deployment.yaml'
const TRAEFIK = 'k8s/platform/traefik/values/values.yaml'
const pod = (json: Json) => json.spec.template.spec
const container = (json: Json) => pod(json).containers[0]

/** One fault, or several, of each policy. */
const FAULTS: Readonly<Record<string, readonly Fault[]>> = {
  'closed-peers': [
    { document: 'k8s/app/network-policy.yaml', spoil: json => delete json.spec.ingress[0].from },
    { document: 'k8s/prober/network-policy.yaml', spoil: json => (json.spec.egress[2].to = []) },
    { document: 'k8s/platform/allow-dns.yaml', spoil: json => delete json.spec.egress[0].ports },
  ],
  'disruption-budget': [
    { document: 'k8s/app/pod-disruption-budget.yaml', spoil: json => (json.spec.maxUnavailable = 0) },
    { document: 'k8s/app/pod-disruption-budget.yaml', spoil: json => (json.spec.maxUnavailable = 2) },
    { document: 'k8s/status/pod-disruption-budget.yaml', spoil: json => delete json.spec.unhealthyPodEvictionPolicy },
    {
      document: 'k8s/status/pod-disruption-budget.yaml',
      spoil: json => (json.spec.selector.matchLabels = { 'app.kubernetes.io/name': 'app' }),
    },
  ],
  'entries-differ': [
    { document: APP, spoil: json => (container(json).ports[1].containerPort = container(json).ports[0].containerPort) },
    { document: APP, spoil: json => (container(json).ports[1].name = 'http'), also: ['ports'] },
    { document: APP, spoil: json => container(json).env.push({ name: 'HOST', value: '0.0.0.0' }) },
    { document: APP, spoil: json => container(json).volumeMounts.push(container(json).volumeMounts[0]) },
    { document: APP, spoil: json => pod(json).volumes.push(pod(json).volumes[0]) },
    { document: APP, spoil: json => pod(json).topologySpreadConstraints.push(pod(json).topologySpreadConstraints[0]) },
    { document: 'k8s/app/service-headless.yaml', spoil: json => (json.spec.ports[1].port = json.spec.ports[0].port) },
    { document: 'k8s/app/service-headless.yaml', spoil: json => (json.spec.ports[1].name = 'http') },
  ],
  environment: [
    { document: APP, spoil: json => delete container(json).env[1].value },
    { document: APP, spoil: json => (container(json).env[0].value = '127.0.0.1') },
  ],
  grace: [
    { document: APP, spoil: json => delete container(json).lifecycle, also: ['settled'] },
    { document: APP, spoil: json => (container(json).lifecycle.preStop.sleep.seconds = 2) },
    { document: APP, spoil: json => (pod(json).terminationGracePeriodSeconds = 10) },
  ],
  'heap-fits': [
    { document: APP, spoil: json => (container(json).resources = sized('52Mi')) },
    { document: APP, spoil: json => (container(json).resources = sized('256Mi')) },
    { document: APP, spoil: json => (container(json).command = ['node', 'services/web/main.ts']) },
  ],
  'host-access': [
    { document: APP, spoil: json => (pod(json).hostNetwork = true) },
    {
      document: APP,
      spoil: json => pod(json).volumes.push({ name: 'h', hostPath: { path: '/' } }),
      also: ['references'],
    },
    { document: APP, spoil: json => (container(json).ports[0].hostPort = 80) },
  ],
  'image-pinned': [{ document: APP, spoil: json => (container(json).image = 'example.org/web:latest') }],
  'monitoring-apart': [
    {
      document: 'k8s/monitoring/prometheus/service.yaml',
      spoil: json => delete json.metadata.labels['app.kubernetes.io/component'],
    },
    {
      document: APP,
      spoil: json => (json.metadata.labels['app.kubernetes.io/component'] = 'monitoring'),
      also: ['settled', 'environment'],
    },
  ],
  'namespace-restricted': [
    {
      document: 'k8s/platform/namespace.yaml',
      spoil: json => delete json.metadata.labels['pod-security.kubernetes.io/enforce'],
    },
  ],
  octal: [],
  ports: [
    { document: APP, spoil: json => (container(json).readinessProbe.httpGet.port = 'https') },
    { document: 'k8s/app/service.yaml', spoil: json => (json.spec.ports[0].targetPort = 'https') },
    {
      document: 'k8s/app/ingress.yaml',
      spoil: json => (json.spec.rules[0].http.paths[0].backend.service.name = 'web'),
    },
  ],
  probes: [
    { document: APP, spoil: json => delete container(json).startupProbe, also: ['settled'] },
    { document: APP, spoil: json => (container(json).livenessProbe.httpGet.path = '/readyz') },
  ],
  'quota-fits': ['pods', 'requests.cpu', 'requests.memory', 'limits.memory'].map(name => ({
    document: 'k8s/platform/resource-quota.yaml',
    spoil: json => (json.spec.hard[name] = name === 'pods' ? '7' : name === 'requests.cpu' ? '100m' : '100Mi'),
  })),
  references: [
    { document: APP, spoil: json => (pod(json).volumes[0].configMap.name = 'slo') },
    { document: APP, spoil: json => (pod(json).volumes[0].configMap = { name: 'slo', optional: true }) },
    { document: APP, spoil: json => (pod(json).volumes[0] = { name: 'slos', secret: { secretName: 'slos' } }) },
    {
      document: APP,
      spoil: json => (container(json).env[0] = { name: 'HOST', valueFrom: { secretKeyRef: { name: 'a', key: 'b' } } }),
      also: ['environment'],
    },
    { document: APP, spoil: json => (pod(json).serviceAccountName = 'web') },
    { document: PROMETHEUS, spoil: json => (pod(json).volumes[2].persistentVolumeClaim.claimName = 'samples') },
    { document: APP, spoil: json => (pod(json).priorityClassName = 'high') },
    { document: APP, spoil: json => (container(json).volumeMounts[0].name = 'slo') },
    { document: ALERTMANAGER, spoil: json => (pod(json).volumes[2] = { name: 'secrets', projected: { sources: [] } }) },
    {
      document: ALERTMANAGER,
      spoil: json => (pod(json).volumes[2] = projectedSecret({ name: 'a', items: [{ key: 'b', path: 'b' }] })),
    },
    { document: ALERTMANAGER, spoil: json => (pod(json).volumes[2] = projectedSecret({ name: 'a', optional: true })) },
  ],
  resources: [
    { document: APP, spoil: json => delete container(json).resources.requests.cpu },
    { document: APP, spoil: json => (container(json).resources.requests.memory = '64Mi') },
  ],
  restricted: [
    { document: APP, spoil: json => (container(json).securityContext.readOnlyRootFilesystem = false) },
    { document: APP, spoil: json => (container(json).securityContext.capabilities.drop = ['NET_RAW']) },
    { document: APP, spoil: json => (pod(json).automountServiceAccountToken = true) },
    { document: PROMETHEUS, spoil: json => (pod(json).automountServiceAccountToken = false) },
    {
      document: APP,
      spoil: json => (pod(json).securityContext = { runAsNonRoot: false, seccompProfile: { type: 'RuntimeDefault' } }),
      also: ['settled'],
    },
    { document: APP, spoil: json => delete container(json).terminationMessagePolicy },
  ],
  rollout: [
    { document: APP, spoil: json => (json.spec.strategy.rollingUpdate.maxUnavailable = 1) },
    { document: APP, spoil: json => delete json.spec.minReadySeconds, also: ['settled'] },
    { document: APP, spoil: json => delete json.spec.progressDeadlineSeconds, also: ['settled'] },
    { document: 'k8s/prober/deployment.yaml', spoil: json => delete json.spec.strategy },
  ],
  settled: [
    { document: APP, spoil: json => (pod(json).tolerations[0].tolerationSeconds = 300) },
    { document: PROMETHEUS, spoil: json => (container(json).startupProbe.failureThreshold = 30) },
    { document: PROMETHEUS, spoil: json => delete container(json).args },
    { document: 'k8s/app/ingress.yaml', spoil: json => delete json.spec.ingressClassName },
    { document: 'k8s/platform/priority-class-app.yaml', spoil: json => delete json.value },
  ],
  'traefik-values': [
    { document: TRAEFIK, spoil: json => (json.service.spec.externalTrafficPolicy = 'Cluster') },
    { document: TRAEFIK, spoil: json => (json.providers.kubernetesIngress = { alowEmptyServices: true }) },
    { document: TRAEFIK, spoil: json => (json.ports.web.http = {}) },
    { document: TRAEFIK, spoil: json => (json.deployment.replicas = '2') },
  ],
  selectors: [
    { document: APP, spoil: json => delete json.spec.selector.matchLabels.track },
    { document: APP, spoil: json => (json.spec.selector.matchLabels.track = 'canary'), also: [] },
    { document: APP, spoil: json => delete pod(json).topologySpreadConstraints[0].labelSelector.matchLabels.track },
    { document: 'k8s/app/service.yaml', spoil: json => (json.spec.selector.track = 'stable') },
    { document: 'k8s/prober/service.yaml', spoil: json => (json.spec.selector['app.kubernetes.io/name'] = 'probe') },
  ],
}

function projectedSecret(secret: object) {
  return { name: 'secrets', projected: { sources: [{ secret }] } }
}

function sized(memory: string) {
  return { requests: { cpu: '50m', memory }, limits: { memory } }
}

test('the manifests as they are have nothing wrong', async () => {
  expect(renderDiagnostics(await checked())).toBe('')
})

test('every policy has a fault', () => {
  expect(Object.keys(FAULTS).sort()).toEqual(POLICIES.map(({ code }) => code).sort())
})

const EACH = Object.entries(FAULTS).flatMap(([code, faults]) =>
  faults.map((fault, index) => [code, index, fault] as const),
)

test.each(EACH)(
  '%s (fault %i) is said of its fault, at a place in its file, and nothing else is',
  async (code, _, fault) => {
    const diagnostics = await checked(files => withFault(files, fault))
    const codes = new Set(diagnostics.map(diagnostic => diagnostic.code))
    expect(codes).toContain(code)
    expect([...codes].filter(other => other !== code && !(fault.also ?? []).includes(other))).toEqual([])
    expect(diagnostics.every(({ severity }) => severity === 'error')).toBe(true)
  },
)

test('octal is said of a number with a leading zero, which is lost when YAML is read', async () => {
  const diagnostics = await checked(files =>
    files.map(file =>
      file.path === 'k8s/prober/deployment.yaml'
        ? { ...file, text: file.text.replace('  replicas: 1\n', '  replicas: 01\n') }
        : file,
    ),
  )
  expect(diagnostics).toMatchObject([{ code: 'octal', file: 'k8s/prober/deployment.yaml' }])
})

test('a finding stands at the line of the manifest that a person edits', async () => {
  const [found] = await checked(files =>
    files.map(file => ({
      ...file,
      text: file.text.replace('terminationGracePeriodSeconds: 40', 'terminationGracePeriodSeconds: 9'),
    })),
  )
  expect(found).toMatchObject({ code: 'grace', sourceLine: '      terminationGracePeriodSeconds: 9', column: 38 })
})

test('the second track of a canary is selected by the Service, and by neither Deployment the pods of the other', async () => {
  const canary = (files: readonly SourceFile[]): readonly SourceFile[] => {
    const app = files.find(({ path }) => path === APP)
    if (app === undefined) throw new Error('there is no app')
    const text = app.text.replaceAll('track: stable', 'track: canary').replace('  name: app\n', '  name: app-canary\n')
    return [
      ...files,
      {
        path: 'k8s/app/canary.yaml',
        text: text
          .replace(/\$\{app\.replicas\}/, '1')
          .replace('type: RollingUpdate, rollingUpdate: { maxUnavailable: 0, maxSurge: 1 }', 'type: Recreate'),
      },
    ]
  }
  const { platform, release, diagnostics } = await exampleSets({ manifests: canary })
  expect(diagnostics).toEqual([])
  const found = checkManifests([...platform, ...release], TABLES)
  expect(found.filter(({ code }) => code === 'selectors')).toEqual([])
  const { object: one } = release.find(({ object }) => object.metadata.name === 'app-canary') ?? {}
  expect(one).toMatchObject({ spec: { replicas: 1, selector: { matchLabels: { track: 'canary' } } } })
})

test('an app of the owner’s has the same policies, but for those of Node', async () => {
  const image = `example.org/shop@sha256:${'a'.repeat(64)}`
  const site = exampleSite(text =>
    text.replace('  replicas: 2', `  image: ${image}\n  memory: 300Mi\n  port: 3000\n  replicas: 3`),
  )
  const { platform, release } = await exampleSets({ site })
  expect(renderDiagnostics(checkManifests([...platform, ...release], TABLES))).toBe('')
})
