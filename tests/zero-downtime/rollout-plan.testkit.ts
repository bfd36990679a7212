import { exampleSets } from '../../k8s/render/example.testkit.ts'
import { type Duration, milliseconds, parseDuration, seconds } from '../../lib/duration.ts'
import { at, listAt, numberAt, textAt } from '../../lib/json/path.ts'

/** What of a rendered Deployment decides whether a rollout loses requests. Times are scaled. */
export interface RolloutPlan {
  readonly replicas: number
  readonly maxSurge: number
  readonly maxUnavailable: number
  /** How long a pod must have been ready to count as available. */
  readonly minReady: Duration
  /** The sleep before a pod is asked to end. */
  readonly preStop: Duration
  /** After this a pod that was asked to end is killed; the sleep is a part of it. */
  readonly grace: Duration
  readonly readiness: { readonly path: string; readonly interval: Duration } | undefined
  readonly command: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

/** A second of the manifest takes so many milliseconds here; programs start and answer as fast as they do. */
const SECOND = milliseconds(100)

/** A time of the manifest, as it passes here. */
function scaled(duration: Duration): Duration {
  return milliseconds((duration * SECOND) / seconds(1))
}

/** The plan of the app's Deployment as it is rendered for the example site. */
export async function appRollout(): Promise<RolloutPlan> {
  const { release } = await exampleSets()
  const spec = release
    .map(({ object }) => object)
    .find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'app')?.spec
  const pod = at(spec, 'template', 'spec')
  const container = at(pod, 'containers', 0)
  const time = (...path: readonly (string | number)[]) => scaled(seconds(need(spec, ...path)))
  const update = ['strategy', 'rollingUpdate'] as const
  const inPod = ['template', 'spec'] as const
  const inContainer = [...inPod, 'containers', 0] as const
  const env = listAt(container, 'env').map(one => [textAt(one, 'name'), textAt(one, 'value')] as const)
  return {
    replicas: need(spec, 'replicas'),
    maxSurge: need(spec, ...update, 'maxSurge'),
    maxUnavailable: need(spec, ...update, 'maxUnavailable'),
    minReady: time('minReadySeconds'),
    preStop: time(...inContainer, 'lifecycle', 'preStop', 'sleep', 'seconds'),
    grace: time(...inPod, 'terminationGracePeriodSeconds'),
    readiness: {
      path: textAt(container, 'readinessProbe', 'httpGet', 'path'),
      interval: time(...inContainer, 'readinessProbe', 'periodSeconds'),
    },
    command: listAt(container, 'command').map(String),
    env: Object.fromEntries(env.map(([name, value]) => [name, name === 'DRAIN_DELAY' ? scaledText(value) : value])),
  }
}

/** A number of the manifest; a test that goes on without it would prove nothing. */
function need(spec: unknown, ...path: readonly (string | number)[]): number {
  const value = numberAt(spec, ...path)
  if (value === undefined) throw new Error(`The Deployment of the app has no number at ${path.join('.')}`)
  return value
}

function scaledText(value: string): string {
  const duration = parseDuration(value)
  if (duration === undefined) throw new Error(`${value} is no duration`)
  return `${scaled(duration)}ms`
}
