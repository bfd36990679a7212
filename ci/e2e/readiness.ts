import type { Cluster } from '../../adapters/kubernetes/cluster.ts'
import { listObjects, readObject } from '../../adapters/kubernetes/objects.ts'
import { pause } from '../../adapters/pause.ts'
import { type Duration, formatDuration, minutes, seconds } from '../../lib/duration.ts'
import { at, listAt, textAt } from '../../lib/json/path.ts'
import type { KubernetesObject } from '../../lib/kubernetes/object.ts'
import { ExternalError } from '../../lib/system-error.ts'
import { isRolledOut } from '../release/core/diagnose/newest-pods.ts'

const ASK_EVERY = seconds(1)
const READY_WITHIN = minutes(4)

/**
 * Waits until each Deployment has rolled out: every pod is of the newest template and available. Rejects with what the pods
 * say when that takes too long, at once where waiting helps nothing.
 */
export async function untilRolledOut(
  cluster: Cluster,
  deployments: readonly KubernetesObject[],
  signal: AbortSignal,
): Promise<void> {
  await until(READY_WITHIN, signal, async () => {
    const states = await Promise.all(deployments.map(deployment => readObject(cluster, deployment)))
    const forbidden = states.flatMap(state => conditionMessage(state, 'ReplicaFailure') ?? [])
    if (forbidden.length > 0) throw new ExternalError(forbidden.join('; '))
    const left = states.filter(state => state === undefined || !isRolledOut(state))
    if (left.length === 0) return undefined
    const hopeless = (await podsOf(cluster, deployments)).filter(isHopeless).flatMap(complaintsOf)
    if (hopeless.length > 0) throw new ExternalError([...new Set(hopeless)].join('; '))
    const names = left.map(state => textAt(state, 'metadata', 'name')).join(', ')
    return async () => `${names}: ${(await podComplaints(cluster, deployments)).join('; ')}`
  })
}

/** Waits until a pod runs; gives its address. */
export async function untilRunning(
  cluster: Cluster,
  pod: { readonly namespace: string; readonly name: string },
  signal: AbortSignal,
): Promise<string> {
  const object = { apiVersion: 'v1', kind: 'Pod', metadata: pod }
  let address = ''
  await until(READY_WITHIN, signal, async () => {
    const state = await readObject(cluster, object)
    address = textAt(state, 'status', 'podIP')
    const isRunning = listAt(state, 'status', 'containerStatuses').some(one => at(one, 'ready') === true)
    return isRunning && address !== '' ? undefined : async () => complaintsOf(state).join('; ')
  })
  return address
}

/** Asks again until nothing is left to wait for. Rejects with what is left, or when the signal aborts. */
export async function until(
  patience: Duration,
  signal: AbortSignal,
  left: () => Promise<(() => Promise<string>) | undefined>,
): Promise<void> {
  const deadline = performance.now() + patience
  for (;;) {
    signal.throwIfAborted()
    const complaint = await left()
    if (complaint === undefined) return
    if (performance.now() > deadline) {
      throw new ExternalError(`Not within ${formatDuration(patience)}: ${await complaint()}`)
    }
    await pause(ASK_EVERY, signal)
  }
}

function conditionMessage(deployment: unknown, type: string): string | undefined {
  const found = listAt(deployment, 'status', 'conditions').find(one => textAt(one, 'type') === type)
  return found !== undefined && textAt(found, 'status') === 'True' ? textAt(found, 'message') : undefined
}

async function podComplaints(cluster: Cluster, deployments: readonly KubernetesObject[]): Promise<readonly string[]> {
  return (await podsOf(cluster, deployments)).flatMap(complaintsOf)
}

async function podsOf(
  cluster: Cluster,
  deployments: readonly KubernetesObject[],
): Promise<readonly KubernetesObject[]> {
  const namespaces = new Set(deployments.map(({ metadata }) => metadata.namespace ?? ''))
  const lists = [...namespaces].map(namespace => listObjects(cluster, ['v1', 'Pod'], { namespace }))
  return (await Promise.all(lists)).flat()
}

/** Reasons to wait that no waiting ends. */
const HOPELESS: readonly string[] = ['ErrImageNeverPull', 'InvalidImageName']

function isHopeless(pod: KubernetesObject): boolean {
  return listAt(pod, 'status', 'containerStatuses').some(one =>
    HOPELESS.includes(textAt(one, 'state', 'waiting', 'reason')),
  )
}

/** What keeps a pod from being ready, a sentence for each reason that it gives. */
function complaintsOf(pod: KubernetesObject | undefined): readonly string[] {
  if (pod === undefined) return ['the pod is gone']
  const name = textAt(pod, 'metadata', 'name')
  const containers = listAt(pod, 'status', 'containerStatuses').filter(one => at(one, 'ready') !== true)
  const said = containers.flatMap(container => {
    const waiting = at(container, 'state', 'waiting')
    const ended = at(container, 'lastState', 'terminated') ?? at(container, 'state', 'terminated')
    const reasons = [waiting, ended].filter(one => one !== undefined)
    const words = reasons.map(one => [textAt(one, 'reason'), textAt(one, 'message').trim()].filter(Boolean).join(': '))
    return words.length === 0 ? ['runs, and is not ready'] : words
  })
  const unscheduled = listAt(pod, 'status', 'conditions')
    .filter(one => textAt(one, 'type') === 'PodScheduled' && textAt(one, 'status') === 'False')
    .map(one => textAt(one, 'message'))
  return [...unscheduled, ...said].map(sentence => `${name} ${sentence}`)
}
