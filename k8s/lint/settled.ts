/** Anything, as long as it is there. */
export const ANY: unique symbol = Symbol('any value')

/** What a value must be: exactly this, a number within bounds, or anything at all. */
export type Settled = string | number | boolean | { readonly from: number; readonly to: number } | typeof ANY

/** The places of one kind: keys, and `*` for each entry of a list. */
type Places = readonly (readonly [place: readonly string[], value: Settled])[]

const POD = ['spec', 'template', 'spec']
const EACH = [...POD, 'containers', '*']
const SECONDS = { from: 1, to: 10 } as const

const probe = (name: string, periodSeconds: number, failures: { from: number; to: number }): Places => [
  [[...EACH, name, 'periodSeconds'], periodSeconds],
  [[...EACH, name, 'timeoutSeconds'], { from: 1, to: 3 }],
  [[...EACH, name, 'failureThreshold'], failures],
]

const LABELS: Places = [
  [['metadata', 'name'], ANY],
  [['metadata', 'labels', 'app.kubernetes.io/part-of'], 'leadline'],
]
const INSIDE: Places = [...LABELS, [['metadata', 'namespace'], ANY]]
const PART: Places = [...INSIDE, [['metadata', 'labels', 'app.kubernetes.io/name'], ANY]]
const BINDING: Places = [
  [['roleRef', 'apiGroup'], 'rbac.authorization.k8s.io'],
  [['subjects', '*', 'namespace'], ANY],
  [['subjects', '*', 'kind'], 'ServiceAccount'],
]

/**
 * What every manifest of a kind says, or the one of a kind and a name, although Kubernetes would take it without: its defaults are other ones, or depend on
 * the version, or are not what a reader expects.
 */
export const SETTLED: Readonly<Record<string, Places>> = {
  Deployment: [
    ...PART,
    [['spec', 'replicas'], { from: 1, to: 20 }],
    [['spec', 'revisionHistoryLimit'], 5],
    [['spec', 'progressDeadlineSeconds'], 120],
    [['spec', 'minReadySeconds'], { from: 5, to: 10 }],
    [['spec', 'template', 'metadata', 'labels', 'app.kubernetes.io/part-of'], 'leadline'],
    [[...POD, 'terminationGracePeriodSeconds'], { from: 10, to: 60 }],
    [[...POD, 'securityContext', 'runAsNonRoot'], true],
    [[...POD, 'tolerations', '*', 'tolerationSeconds'], 30],
    [[...POD, 'tolerations', '*', 'key'], ANY],
    [[...POD, 'tolerations', '*', 'operator'], 'Exists'],
    [[...POD, 'tolerations', '*', 'effect'], 'NoExecute'],
    [[...EACH, 'imagePullPolicy'], ANY],
    [[...EACH, 'image'], ANY],
    [[...EACH, 'ports', '*', 'protocol'], 'TCP'],
    [[...EACH, 'ports', '*', 'name'], ANY],
    [[...EACH, 'startupProbe', 'periodSeconds'], 1],
    [[...EACH, 'startupProbe', 'timeoutSeconds'], { from: 1, to: 3 }],
    [[...EACH, 'readinessProbe', 'periodSeconds'], { from: 2, to: 6 }],
    [[...EACH, 'readinessProbe', 'timeoutSeconds'], { from: 1, to: 1 }],
    [[...EACH, 'readinessProbe', 'failureThreshold'], 2],
    ...probe('livenessProbe', 10, { from: 3, to: 5 }),
  ],
  Service: [
    ...LABELS,
    [['metadata', 'namespace'], ANY],
    [['spec', 'selector', 'app.kubernetes.io/name'], ANY],
    [['spec', 'ports', '*', 'name'], ANY],
    [['spec', 'ports', '*', 'protocol'], 'TCP'],
    [['spec', 'ports', '*', 'targetPort'], ANY],
    [['spec', 'ports', '*', 'port'], { from: 80, to: 65_535 }],
  ],
  Ingress: [
    ...PART,
    [['metadata', 'annotations', 'traefik.ingress.kubernetes.io/router.entrypoints'], 'web'],
    [['metadata', 'annotations', 'traefik.ingress.kubernetes.io/router.middlewares'], ANY],
    [['spec', 'ingressClassName'], 'traefik'],
    [['spec', 'rules', '*', 'host'], ANY],
    [['spec', 'rules', '*', 'http', 'paths', '*', 'path'], '/'],
  ],
  Middleware: PART,
  'Deployment alertmanager': [[[...EACH, 'args', '*'], ANY]],
  'Deployment grafana': [
    [[...EACH, 'env', '*', 'value'], '/etc/grafana/config/grafana.ini'],
    [[...POD, 'volumes', '1', 'configMap', 'items', '*', 'path'], ANY],
  ],
  'Deployment kube-state-metrics': [
    [[...EACH, 'args', '*'], ANY],
    [[...EACH, 'ports', '1', 'containerPort'], 8081],
  ],
  'Deployment prometheus': [[[...EACH, 'args', '*'], ANY]],
  'Middleware alertmanager-users': [
    [['spec', 'basicAuth', 'secret'], 'alertmanager-users'],
    [['spec', 'basicAuth', 'removeHeader'], true],
  ],
  'Middleware retry': [
    [['spec', 'retry', 'attempts'], { from: 2, to: 3 }],
    [['spec', 'retry', 'initialInterval'], '50ms'],
  ],
  NetworkPolicy: [...INSIDE, [['spec', 'podSelector'], ANY], [['spec', 'policyTypes', '*'], ANY]],
  PodDisruptionBudget: PART,
  ConfigMap: [[['metadata', 'namespace'], ANY]],
  Namespace: [...LABELS, [['metadata', 'labels', 'pod-security.kubernetes.io/warn'], 'restricted']],
  PriorityClass: [
    ...LABELS,
    [['value'], { from: 100_000, to: 200_000 }],
    [['globalDefault'], false],
    [['preemptionPolicy'], 'PreemptLowerPriority'],
    [['description'], ANY],
  ],
  ServiceAccount: [...PART, [['automountServiceAccountToken'], false]],
  PersistentVolumeClaim: [
    ...PART,
    [['spec', 'accessModes', '0'], 'ReadWriteOnce'],
    [['spec', 'resources', 'requests', 'storage'], ANY],
  ],
  ResourceQuota: [
    ...INSIDE,
    ...['pods', 'requests.cpu', 'requests.memory', 'limits.memory'].map(name => [['spec', 'hard', name], ANY] as const),
  ],
  LimitRange: [
    ...INSIDE,
    [['spec', 'limits', '*', 'default', 'memory'], ANY],
    [['spec', 'limits', '*', 'defaultRequest', 'memory'], ANY],
    [['spec', 'limits', '*', 'defaultRequest', 'cpu'], ANY],
    [['spec', 'limits', '*', 'type'], 'Container'],
  ],
  Role: [...INSIDE, [['rules', '*', 'verbs', '*'], ANY], [['rules', '*', 'resources', '*'], ANY]],
  RoleBinding: [...INSIDE, ...BINDING],
  ClusterRole: [...LABELS, [['rules', '*', 'verbs', '*'], ANY], [['rules', '*', 'resources', '*'], ANY]],
  ClusterRoleBinding: [...LABELS, ...BINDING],
  HelmChartConfig: [
    [['metadata', 'name'], 'traefik'],
    [['metadata', 'namespace'], 'kube-system'],
    [['spec', 'valuesContent'], ANY],
  ],
}

/** How often a container may be asked in vain until it has started: what reads a volume before it answers has ten minutes. */
export const SETTLED_START: Readonly<Record<'stateless' | 'stored', Places>> = {
  stateless: [[[...EACH, 'startupProbe', 'failureThreshold'], { from: 20, to: 50 }]],
  stored: [
    [[...EACH, 'startupProbe', 'failureThreshold'], 600],
    [[...POD, 'securityContext', 'fsGroupChangePolicy'], 'OnRootMismatch'],
  ],
}

/** What Deployments of several pods say besides. */
export const SETTLED_SPREAD: Places = [
  [[...POD, 'topologySpreadConstraints', '*', 'maxSkew'], 1],
  [[...POD, 'topologySpreadConstraints', '*', 'topologyKey'], 'kubernetes.io/hostname'],
  [[...POD, 'topologySpreadConstraints', '*', 'whenUnsatisfiable'], 'ScheduleAnyway'],
  [[...POD, 'topologySpreadConstraints', '*', 'matchLabelKeys', '*'], 'pod-template-hash'],
  [[...EACH, 'lifecycle', 'preStop', 'sleep', 'seconds'], SECONDS],
]

/** What programs of others say besides: their images name a user by its name, or none. */
export const SETTLED_OTHERS: Places = [
  [[...POD, 'securityContext', 'runAsUser'], 65_534],
  [[...POD, 'securityContext', 'runAsGroup'], 65_534],
  [[...POD, 'securityContext', 'fsGroup'], 65_534],
]

/** What our own programs say besides: the image is made for this user, and they read these variables. */
export const SETTLED_OURS: Places = [
  [[...POD, 'securityContext', 'runAsUser'], 1000],
  [[...POD, 'securityContext', 'runAsGroup'], 1000],
  [[...POD, 'securityContext', 'fsGroup'], 1000],
]
