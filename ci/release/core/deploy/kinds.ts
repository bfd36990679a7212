import type { KubernetesObject } from '../../../../lib/kubernetes/object.ts'
import { isOfMonitoring, monitoringComponent } from '../../../../services/monitoring/core/cluster/monitoring-object.ts'
import type { StateName } from './states.ts'

/** What a push changes. */
export type PushKind = 'app' | 'configuration' | 'rules' | 'dashboards' | 'monitoring' | 'probes'

/** One object that a release changes. */
export interface ObjectChange {
  readonly object: KubernetesObject
  readonly change: 'new' | 'changed' | 'gone'
}

interface KindRow {
  readonly means: string
  readonly isOf: (object: KubernetesObject) => boolean
  /** What it goes through besides apply and finish. */
  readonly through: readonly StateName[]
}

/** The first that fits counts for an object; a push is of every kind that one of its objects is of. */
const KINDS: Readonly<Record<PushKind, KindRow>> = {
  app: {
    means: 'pods of another template',
    isOf: object => object.kind === 'Deployment' && !isOfMonitoring(object),
    through: ['baseline', 'rollout', 'gate'],
  },
  rules: {
    means: 'rules of Prometheus',
    isOf: object => isConfigMap(object, 'rules'),
    through: ['in-force'],
  },
  dashboards: {
    means: 'dashboards of Grafana',
    isOf: object => monitoringComponent(object) === 'dashboards',
    through: ['in-force'],
  },
  monitoring: {
    means: 'what monitors: pods, routes, policies and settings of Prometheus, Alertmanager, Grafana and exporters',
    isOf: isOfMonitoring,
    through: ['in-force'],
  },
  probes: {
    means: 'probes, which the prober reads by itself',
    isOf: object => isConfigMap(object, 'probes'),
    through: [],
  },
  configuration: {
    means: 'anything else that requests meet: routes, policies, settings',
    isOf: () => true,
    through: ['baseline', 'rollout', 'gate'],
  },
}

export const KIND_NAMES = Object.keys(KINDS) as readonly PushKind[]

/** What a kind of push is, for people. */
export function kindMeans(kind: PushKind): string {
  return KINDS[kind].means
}

/** Whether an object is of a kind, whatever else it is of. */
export function isOfKind(kind: PushKind, object: KubernetesObject): boolean {
  return KINDS[kind].isOf(object)
}

/** A ConfigMap of that name, or of that name and a hash of its content. */
function isConfigMap({ kind, metadata }: KubernetesObject, name: string): boolean {
  return kind === 'ConfigMap' && (metadata.name === name || new RegExp(`^${name}-[0-9a-f]{10}$`).test(metadata.name))
}

/** Of which kinds a push is; of none when nothing changes. */
export function kindsOf(changes: readonly ObjectChange[]): readonly PushKind[] {
  const found = changes.flatMap(({ object }) => KIND_NAMES.find(kind => KINDS[kind].isOf(object)) ?? [])
  return KIND_NAMES.filter(kind => found.includes(kind))
}

/** The states of a canary. */
export const CANARY_STATES: readonly StateName[] = ['canary', 'canary-gate', 'withdraw']

const FORWARD: readonly StateName[] = [
  'baseline',
  ...CANARY_STATES,
  ...(['apply', 'rollout', 'gate', 'in-force', 'finish'] as const),
]

/** The states that a push of these kinds goes through after the lock; the first release has nothing to compare with. */
export function routeOf(
  kinds: readonly PushKind[],
  { isFirst, hasCanary }: { readonly isFirst: boolean; readonly hasCanary: boolean },
): readonly StateName[] {
  const canary = hasCanary && !isFirst ? CANARY_STATES : []
  const through = new Set<StateName>(['apply', 'finish', ...canary, ...kinds.flatMap(kind => KINDS[kind].through)])
  return FORWARD.filter(state => through.has(state) && !(isFirst && state === 'baseline'))
}
