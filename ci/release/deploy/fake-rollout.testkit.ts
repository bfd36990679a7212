import { at, listAt, numberAt, textAt } from '../../../lib/json/path.ts'
import type { KubernetesObject } from '../../../lib/kubernetes/object.ts'
import { type ImageScript, scriptOf } from './image-scripts.testkit.ts'

/** A pod of the fake controller. */
export interface FakePod {
  readonly name: string
  /** The ReplicaSet that it belongs to. */
  readonly set: FakeSet
  readonly born: number
  /** When its deletion began. */
  ends: number | undefined
}

/** A template that a Deployment has had. */
interface FakeSet {
  readonly name: string
  readonly template: unknown
  readonly script: ImageScript
  revision: number
}

/** A Deployment as the fake controller carries it out: maxUnavailable 0, maxSurge 1. */
export interface FakeRollout {
  deployment: KubernetesObject
  readonly sets: FakeSet[]
  pods: FakePod[]
  /** When something last went forward, and when the template last changed. */
  progressed: number
  changed?: number
  isDeleted?: boolean
}

/** How long a pod serves on after its deletion began, and when it is gone. */
const SLEEPS = 8
const GONE_AFTER = 9

/** Takes a Deployment's template for the newest. */
export function withTemplate(rollout: FakeRollout, deployment: KubernetesObject, now: number): void {
  rollout.deployment = deployment
  rollout.isDeleted = false
  // A paused one is seen, and not carried out.
  if (at(deployment, 'spec', 'paused') === true) return
  const template = at(deployment, 'spec', 'template')
  const key = JSON.stringify(template)
  const known = rollout.sets.find(set => JSON.stringify(set.template) === key)
  const revision = Math.max(0, ...rollout.sets.map(set => set.revision)) + 1
  if (known === undefined) {
    const script = scriptOf(imageOf(template))
    const name = `${deployment.metadata.name}-${revision.toString(16).padStart(4, '0')}`
    rollout.sets.push({ name, template, script, revision })
  } else if (known !== newestOf(rollout)) {
    known.revision = revision
  } else return
  rollout.progressed = now
  rollout.changed = now
}

/** Lets a Deployment that was deleted end: its pods go as others do. */
export function withoutDeployment(rollout: FakeRollout, now: number): void {
  rollout.sets.length = 0
  for (const pod of rollout.pods) pod.ends ??= now
  rollout.isDeleted = true
}

export function newestOf({ sets }: FakeRollout): FakeSet | undefined {
  return sets.toSorted((a, b) => b.revision - a.revision)[0]
}

/** One second of the controller. */
export function tick(rollout: FakeRollout, now: number): void {
  if (rollout.isDeleted === true) rollout.pods = rollout.pods.filter(pod => now - (pod.ends ?? now) < GONE_AFTER)
  const newest = newestOf(rollout)
  if (newest === undefined) return
  const wanted = numberAt(rollout.deployment, 'spec', 'replicas') ?? 1
  rollout.pods = rollout.pods.filter(({ ends }) => ends === undefined || now - ends < GONE_AFTER)
  const alive = rollout.pods.filter(({ ends }) => ends === undefined)
  const news = alive.filter(({ set }) => set === newest)
  const olds = alive.filter(({ set }) => set !== newest)
  const available = alive.filter(pod => isAvailable(rollout, pod, now)).length
  const surplus = news.length > wanted ? news.at(-1) : undefined
  const first = olds.find(pod => !isReady(pod, now)) ?? (available > wanted ? olds[0] : undefined) ?? surplus
  if (first !== undefined) {
    first.ends = now
    rollout.progressed = now
  }
  if (newest.script.denial === undefined && news.length < wanted && alive.length <= wanted) {
    const name = `${newest.name}-${String(rollout.pods.length)}${Math.floor(now).toString(36)}`
    rollout.pods.push({ name, set: newest, born: now, ends: undefined })
    rollout.progressed = now
  }
}

export function isReady({ set, born }: FakePod, now: number): boolean {
  const { readyAfter = Number.POSITIVE_INFINITY, readyUntil = Number.POSITIVE_INFINITY, trouble } = set.script
  const age = now - born
  const found = trouble?.(age)
  return found === undefined ? age >= readyAfter && age < readyUntil : found.ready === true
}

function isAvailable({ deployment }: FakeRollout, pod: FakePod, now: number): boolean {
  const least = numberAt(deployment, 'spec', 'minReadySeconds') ?? 0
  return isReady(pod, now) && now - pod.born - (pod.set.script.readyAfter ?? 0) >= least
}

/** The pods to which requests go. */
export function serving(rollout: FakeRollout, now: number): readonly FakePod[] {
  return rollout.pods.filter(pod => isReady(pod, now) && (pod.ends === undefined || now - pod.ends < SLEEPS))
}

/** What the Deployment's status says. */
export function statusOf(rollout: FakeRollout, now: number): Readonly<Record<string, unknown>> {
  const { deployment, pods, progressed } = rollout
  const newest = newestOf(rollout)
  const wanted = numberAt(deployment, 'spec', 'replicas') ?? 1
  const alive = pods.filter(({ ends }) => ends === undefined)
  const updated = alive.filter(({ set }) => set === newest)
  const available = alive.filter(pod => isAvailable(rollout, pod, now))
  const isDone = updated.length === wanted && alive.length === wanted && available.length >= wanted
  const isLate = !isDone && now - progressed > (numberAt(deployment, 'spec', 'progressDeadlineSeconds') ?? 600)
  // What an older ReplicaSet was refused is repeated until that one is scaled down.
  const denied = newest?.script.denial === undefined && now - (rollout.changed ?? 0) < 2 ? olderOf(rollout) : newest
  const progressing = isLate
    ? {
        status: 'False',
        reason: 'ProgressDeadlineExceeded',
        message: `ReplicaSet "${newest?.name}" has timed out progressing.`,
      }
    : { status: 'True', reason: isDone ? 'NewReplicaSetAvailable' : 'ReplicaSetUpdated', message: '' }
  return {
    observedGeneration: at(deployment, 'metadata', 'generation'),
    replicas: alive.length,
    updatedReplicas: updated.length,
    availableReplicas: available.length,
    conditions: [{ type: 'Progressing', ...progressing }, ...denialOf(denied)],
  }
}

function olderOf({ sets }: FakeRollout): FakeSet | undefined {
  return sets.toSorted((a, b) => b.revision - a.revision)[1]
}

/** What a ReplicaSet says of pods that it may not make. */
export function denialOf(set: FakeSet | undefined): readonly object[] {
  const message = set?.script.denial
  return message === undefined ? [] : [{ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message }]
}

/** The release that a pod signs its answers with. */
export function releaseOf({ set }: FakePod): string {
  const variables = listAt(set.template, 'spec', 'containers', 0, 'env')
  return textAt(
    variables.find(one => textAt(one, 'name') === 'RELEASE'),
    'value',
  )
}

function imageOf(template: unknown): string {
  return textAt(template, 'spec', 'containers', 0, 'image')
}
