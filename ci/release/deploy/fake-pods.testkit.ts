import { at } from '../../../lib/json/path.ts'
import type { KubernetesObject } from '../../../lib/kubernetes/object.ts'
import { denialOf, type FakePod, type FakeRollout, isReady } from './fake-rollout.testkit.ts'

interface Moment {
  readonly now: number
  /** The server's wall clock at a moment of the test's clock. */
  readonly moment: (seconds: number) => Date
  readonly nodesBehindSeconds: number
}

/** What the fake controllers have made for a Deployment: ReplicaSets, pods and events, as an API server gives them. */
export function podObjects(rollout: FakeRollout, newest: unknown, clock: Moment): readonly KubernetesObject[] {
  const { deployment, sets, pods } = rollout
  const { namespace = '', labels = {} } = deployment.metadata
  const selected = { ...labels, ...Object(at(deployment, 'spec', 'selector', 'matchLabels')) }
  const owner = { uid: String(at(deployment, 'metadata', 'uid')) }
  const replicaSets = sets.map(set => {
    const { name, revision } = set
    const annotations = { 'deployment.kubernetes.io/revision': String(revision) }
    const metadata = { name, namespace, uid: `uid-${name}`, labels: selected, annotations, ownerReferences: [owner] }
    const conditions = set === newest ? denialOf(set) : []
    return { apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata, status: { conditions } } as KubernetesObject
  })
  const ours = pods.map(pod => podObject(pod, { namespace, labels: selected }, clock))
  const events = pods.filter(({ set }) => set === newest).flatMap(pod => eventObjects(pod, namespace, clock))
  return [...replicaSets, ...ours, ...events]
}

function podObject(
  pod: FakePod,
  { namespace, labels }: { readonly namespace: string; readonly labels: object },
  { now, moment, nodesBehindSeconds }: Moment,
): KubernetesObject {
  const { name, set, born, ends } = pod
  const age = now - born
  const startedAt = moment(born + 1 - nodesBehindSeconds).toISOString()
  const trouble = set.script.trouble?.(age)
  const ready = isReady(pod, now)
  const running = { state: { running: { startedAt } }, started: true, restartCount: 0 }
  const seen = trouble === undefined ? running : { started: false, restartCount: 0, ...trouble }
  const { state, lastState } = seen as { state: { running?: object }; lastState?: { terminated?: object } }
  const status = {
    ...seen,
    state: state.running === undefined ? state : { running: { startedAt } },
    ...(lastState?.terminated === undefined
      ? {}
      : {
          lastState: {
            terminated: { ...lastState.terminated, finishedAt: moment(now - nodesBehindSeconds).toISOString() },
          },
        }),
  }
  // A pod that was never ready has the moment of its birth here.
  const changed = ready
    ? (set.script.readyAfter ?? 0)
    : age >= (set.script.readyUntil ?? age + 1)
      ? set.script.readyUntil
      : 0
  const readiness = {
    type: 'ContainersReady',
    status: ready ? 'True' : 'False',
    lastTransitionTime: moment(born + (changed ?? 0) - nodesBehindSeconds).toISOString(),
  }
  const metadata = {
    ...{ name, namespace, labels, uid: `uid-${name}`, creationTimestamp: moment(born).toISOString() },
    ownerReferences: [{ uid: `uid-${set.name}` }],
    ...(ends === undefined ? {} : { deletionTimestamp: moment(ends + 40).toISOString() }),
  }
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: metadata as unknown as KubernetesObject['metadata'],
    spec: { nodeName: 'worker', ...Object(at(set.template, 'spec')) },
    status: {
      phase: 'Running',
      conditions: [{ type: 'PodScheduled', status: 'True' }, readiness],
      containerStatuses: [{ name: 'app', ready, ...status }],
      ...set.script.status?.(age),
    },
  }
}

function eventObjects(
  { name, set, born }: FakePod,
  namespace: string,
  { now, moment }: Moment,
): readonly KubernetesObject[] {
  return (set.script.events?.(now - born) ?? []).map(({ reason, message, count = 1 }, index) => ({
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `${name}.${index}`, namespace },
    involvedObject: { uid: `uid-${name}` },
    reason,
    message,
    count,
    lastTimestamp: moment(now - 1).toISOString(),
  }))
}
