import { at, listAt, numberAt, textAt } from '../../../../lib/json/path.ts'
import type { KubernetesObject } from '../../../../lib/kubernetes/object.ts'
import type { DryRun } from '../deploy/changes.ts'

/** The Deployment that has a canary: the one that requests meet. */
const APP = 'app'

/** The Deployment of the canary, in the app's namespace. */
export const CANARY_NAME = 'app-canary'

/** The label that keeps its pods apart from those that stay, behind the same Service. */
const TRACK = { track: 'canary' } as const

/** By which its pods are found. */
export const CANARY_PODS = 'app.kubernetes.io/name=app,track=canary'

/** What is known of a canary before it starts. */
export interface CanaryPlan {
  /** The canary, and before it what its pod reads and the cluster does not have yet. */
  readonly objects: readonly KubernetesObject[]
  readonly deployment: KubernetesObject
  /** As its answers are signed. */
  readonly release: string
  /** Pods of the old release beside it. */
  readonly oldPods: number
}

/** The name under which the canary of a release answers: a push that changes only a limit has the old release's own name. */
function canaryRelease(release: string): string {
  return `${release}-canary`
}

/**
 * The canary of a release, by what the API server would change: there is one where the template of the app's pods changes. The
 * first release has nothing beside which it could stand.
 */
export function canaryPlan(runs: readonly DryRun[]): CanaryPlan | undefined {
  const app = runs.find(({ object }) => object.kind === 'Deployment' && object.metadata.name === APP)
  if (app?.before === undefined) return undefined
  const template = (object: KubernetesObject): string => JSON.stringify(at(object, 'spec', 'template'))
  if (template(app.before) === template(app.after)) return undefined
  const release = canaryRelease(releaseOf(app.object))
  const deployment = canaryOf(app.object, release)
  const there = numberAt(app.before, 'status', 'availableReplicas') ?? numberAt(app.before, 'spec', 'replicas') ?? 1
  return {
    objects: [...newMapsOf(runs, deployment), deployment],
    deployment,
    release,
    oldPods: Math.max(1, there),
  }
}

function releaseOf(app: KubernetesObject): string {
  const variables = listAt(app, 'spec', 'template', 'spec', 'containers', 0, 'env')
  return textAt(
    variables.find(one => textAt(one, 'name') === 'RELEASE'),
    'value',
  )
}

/** One pod like those of the app, with a name and a track of its own; it is judged from the moment on at which requests meet it. */
function canaryOf(app: KubernetesObject, release: string): KubernetesObject {
  const copy = structuredClone(app) as unknown as DeploymentShape
  const { spec, metadata } = copy
  const { template } = spec
  const containers = template.spec.containers.map((container, index) =>
    index === 0 ? { ...container, env: (container.env ?? []).map(one => withRelease(one, release)) } : container,
  )
  const spread = (template.spec.topologySpreadConstraints ?? []).map(one => ({
    ...one,
    labelSelector: ofCanary(one.labelSelector),
  }))
  const pod = { ...template.spec, containers, ...(spread.length === 0 ? {} : { topologySpreadConstraints: spread }) }
  return {
    ...app,
    metadata: { ...metadata, name: CANARY_NAME },
    spec: {
      ...spec,
      ...{ replicas: 1, minReadySeconds: 0, revisionHistoryLimit: 0 },
      selector: ofCanary(spec.selector),
      template: {
        ...template,
        metadata: { ...template.metadata, labels: { ...template.metadata.labels, ...TRACK } },
        spec: pod,
      },
    },
  } as unknown as KubernetesObject
}

/** The part of a Deployment that a canary has otherwise than the app. */
interface DeploymentShape {
  readonly metadata: KubernetesObject['metadata']
  readonly spec: {
    readonly selector: Selector
    readonly template: {
      readonly metadata: { readonly labels: object }
      readonly spec: {
        readonly containers: readonly { readonly env?: readonly object[] }[]
        readonly topologySpreadConstraints?: readonly { readonly labelSelector: Selector }[]
      }
    }
  }
}

interface Selector {
  readonly matchLabels: object
}

function ofCanary({ matchLabels, ...rest }: Selector): Selector {
  return { ...rest, matchLabels: { ...matchLabels, ...TRACK } }
}

function withRelease(variable: object, release: string): object {
  return textAt(variable, 'name') === 'RELEASE' ? { ...variable, value: release } : variable
}

/** The ConfigMaps that its pod reads and the cluster does not have: those of another content have another name. */
function newMapsOf(runs: readonly DryRun[], deployment: KubernetesObject): readonly KubernetesObject[] {
  const template = JSON.stringify(at(deployment, 'spec', 'template'))
  const isRead = ({ kind, metadata }: KubernetesObject): boolean =>
    kind === 'ConfigMap' &&
    metadata.namespace === deployment.metadata.namespace &&
    template.includes(JSON.stringify(metadata.name))
  return runs.flatMap(({ object, before }) => (before === undefined && isRead(object) ? [object] : []))
}
