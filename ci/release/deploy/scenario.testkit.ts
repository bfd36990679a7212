import { sha256 } from '../../../adapters/files/sha256.ts'
import type { Cluster, ClusterAnswer } from '../../../adapters/kubernetes/cluster.ts'
import { objectPath } from '../../../k8s/render/api-paths.ts'
import type { KubernetesObject } from '../../../lib/kubernetes/object.ts'
import { COMPONENT_LABEL } from '../../../services/monitoring/core/cluster/monitoring-object.ts'
import type { BudgetFacts } from '../core/deploy/budget-policy.ts'
import type { Wish } from '../core/deploy/plan.ts'
import { exampleSettings } from '../core/gate/gate.testkit.ts'
import type { SteadyClock } from '../core/gate-run/probing.ts'
import { type Reply, simulatedWorld } from '../core/gate-run/simulated.testkit.ts'
import type { UsersAnswer } from '../core/users/counted.ts'
import { exampleRules, type FakeMonitoring, fakeMonitoring } from './fake-monitoring.testkit.ts'
import type { ImageName } from './image-scripts.testkit.ts'
import { type DeployOutcome, runDeploy } from './run-deploy.ts'
import { type ApiRequest, type ApiScript, type ScriptedApi, scriptedApi } from './scripted-api.testkit.ts'
import type { DeployJob, Readiness, Release } from './world.ts'

/** What happens to a request of a deployer. */
type Interference = (request: ApiRequest) => Partial<ClusterAnswer> | undefined

/** A cluster on a simulated clock, on which deploys run one after the other. */
export interface Installation {
  readonly api: ScriptedApi
  readonly said: string[]
  /** What the alarm was raised with. */
  readonly alarms: string[]
  interfere: Interference
  /** How long each answer of the API server takes. */
  delaySeconds: number
  /** Which requests are carried out without an answer. */
  lose: (request: ApiRequest) => boolean
  /** What a probe gets in the place of an answer. */
  answer: (reply: Reply, path: string, index: number) => Reply
  budget: BudgetFacts
  /** What Prometheus says of users' requests. */
  users: () => UsersAnswer
  /** Without that a release has no canary: what follows from its answers is then a way back. */
  isSigned: boolean
  readonly monitoring: FakeMonitoring
  readiness: Readiness
  readonly now: () => number
  readonly wallNow: () => Date
  /** Deploys a release. */
  readonly deploy: (release: Release, changes?: Partial<DeployJob>) => Promise<DeployOutcome>
  readonly rollback: (wish?: Partial<Extract<Wish, { goal: 'rollback' }>>) => Promise<DeployOutcome>
  /** The cluster and the clock, for what else looks at them. */
  readonly cluster: Cluster
  readonly clock: SteadyClock
  /** Asks the run that is going on to end. */
  readonly interrupt: () => void
  readonly wait: (seconds: number) => Promise<void>
  /** Objects of others and their versions: these never change. */
  readonly unowned: () => readonly string[]
}

const NAMESPACE = 'leadline'
const UID = '0b0b0b0b-1111-4222-8333-444444444444'
const PLATFORM = 'platformhash'

/** What is the same of every job: where it goes, and that it is the right cluster with its platform. */
export const BASE_JOB = {
  namespace: NAMESPACE,
  namespaces: [NAMESPACE, `${NAMESPACE}-monitoring`],
  uid: UID,
  platformHash: PLATFORM,
  gateNotes: [],
  isSigned: true,
  hasProbation: true,
  pruneLimit: undefined,
} as const

type InstallationOptions = Pick<ApiScript, 'aheadSeconds' | 'nodesBehindSeconds' | 'lagSeconds'>

/** An empty cluster with its platform, and with objects of others that no run may change. */
export function installation(options: InstallationOptions = {}): Installation {
  const said: string[] = []
  const alarms: string[] = []
  const world = simulatedWorld((path, _, index) => here.answer(api.reply(path, index), path, index))
  const { effects } = world
  const api: ScriptedApi = scriptedApi({
    now: effects.now,
    ...options,
    interfere: request => here.interfere(request),
    lose: request => here.lose(request),
  })
  for (const object of UNOWNED) api.put(object)
  let runs = 0
  let ending = new AbortController()
  const run = (job: Partial<DeployJob> & Pick<DeployJob, 'wish' | 'release'>): Promise<DeployOutcome> => {
    runs += 1
    ending = new AbortController()
    const { objectives } = exampleSettings()
    const whole: DeployJob = {
      ...BASE_JOB,
      ...{ objectives, who: `run ${runs}`, isSigned: here.isSigned },
      ...job,
    }
    const slow: Cluster['ask'] = async (...request) => {
      if (here.delaySeconds > 0) await here.wait(here.delaySeconds)
      return api.cluster.ask(...request)
    }
    return runDeploy(whole, {
      cluster: { ...api.cluster, ask: slow },
      effects,
      signal: ending.signal,
      say: line => void said.push(line),
      cost: async seconds => ({
        slos: [{ id: 'web-edge', badSeconds: seconds / 100, budgetSeconds: 2592, left: 0.5 }],
      }),
      readiness: async () => here.readiness,
      budget: async () => here.budget,
      users: async () => here.users(),
      rules: () => here.monitoring.rules(),
      boards: wanted => here.monitoring.boards(wanted),
      alarm: async sentence => {
        alarms.push(sentence)
        return ['Alertmanager: RollbackFailed is there']
      },
    })
  }
  const here: Installation = {
    api,
    said,
    alarms,
    interfere: () => undefined,
    lose: () => false,
    delaySeconds: 0,
    answer: reply => reply,
    budget: { left: 0.8, burn: 0.1, pages: [], unknown: undefined },
    users: () => ({ unknown: 'PROMETHEUS_URL names none' }),
    isSigned: true,
    readiness: { refusals: [], notes: [] },
    monitoring: fakeMonitoring(() => api.objects.values(), effects.now),
    ...{ now: effects.now, wallNow: effects.wallNow },
    deploy: (release, changes = {}) =>
      run({ wish: { goal: 'release', hash: release.hash, reason: undefined }, release, ...changes }),
    rollback: (wish = {}) =>
      run({ wish: { goal: 'rollback', to: undefined, ifCurrent: undefined, ...wish }, release: undefined }),
    ...{ cluster: api.cluster, clock: effects },
    interrupt: () => ending.abort(),
    wait: seconds => effects.waitUntil(effects.now() + seconds, new AbortController().signal),
    unowned: () =>
      UNOWNED.map(
        object =>
          `${objectPath(object)} ${String(Reflect.get(api.objects.get(objectPath(object))?.metadata ?? {}, 'resourceVersion'))}`,
      ),
  }
  return here
}

function map(name: string, data: Readonly<Record<string, string>>, namespace = NAMESPACE): KubernetesObject {
  const ofMonitoring = namespace === NAMESPACE ? {} : { [COMPONENT_LABEL]: 'monitoring' }
  const labels = { 'app.kubernetes.io/part-of': 'leadline', ...ofMonitoring }
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace, labels }, data }
}

/** The platform, and objects of others that no run may change. */
export const UNOWNED: readonly KubernetesObject[] = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'kube-system', uid: UID } as KubernetesObject['metadata'] },
  map('platform', { hash: PLATFORM }),
  map('edge-ca', { 'ca.crt': 'PEM' }),
  map('of-the-owner', { key: 'value' }, `${NAMESPACE}-monitoring`),
]

/** A small release of one app, whose image does what its name says. */
export function exampleRelease(image: ImageName, version: string, changes: readonly KubernetesObject[] = []): Release {
  const metadata = { name: 'app', namespace: NAMESPACE, labels: { 'app.kubernetes.io/name': 'app' } }
  const digest = sha256(version)
  const container = {
    name: 'app',
    image: `registry.example/${image}@sha256:${digest}`,
    env: [{ name: 'RELEASE', value: version }],
    resources: { limits: { memory: '76Mi' } },
    readinessProbe: { httpGet: { path: '/readyz', port: 'http' } },
    livenessProbe: { httpGet: { path: '/healthz', port: 'http' } },
    startupProbe: { httpGet: { path: '/healthz', port: 'http' }, periodSeconds: 1, failureThreshold: 30 },
  }
  const spec = {
    ...{ replicas: 2, minReadySeconds: 10, progressDeadlineSeconds: 120 },
    selector: { matchLabels: { 'app.kubernetes.io/name': 'app', track: 'stable' } },
    template: {
      metadata: { labels: { 'app.kubernetes.io/name': 'app', track: 'stable' } },
      spec: { containers: [container] },
    },
  }
  const objects = [
    map('probes', { 'probes.yaml': 'probes: []\n' }),
    map('rules', { 'web.rules.yaml': exampleRules('vector(1)') }, `${NAMESPACE}-monitoring`),
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec },
    { apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: metadata.labels } },
  ]
  const replaced = objects.map(object => changes.find(one => objectPath(one) === objectPath(object)) ?? object)
  const added = changes.filter(one => !objects.some(object => objectPath(object) === objectPath(one)))
  const all = [...replaced, ...added]
  return { name: version, objects: all, hash: sha256(JSON.stringify(all)) }
}

/** A ConfigMap of a release's own. */
export const configMap = map
