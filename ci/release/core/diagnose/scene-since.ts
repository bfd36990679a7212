import { at, listAt, textAt } from '../../../../lib/json/path.ts'
import type { RolloutScene } from './rollout-scene.ts'

/**
 * The scene without what happened before a moment of the API server's clock and is over: a pod that was killed a week ago and
 * serves since, or the deadline of a rollout before this one, says nothing about what is rolled out now.
 */
export function sceneSince(scene: RolloutScene, since: Date): RolloutScene {
  return {
    ...scene,
    deployment: deploymentSince(scene.deployment, since),
    pods: scene.pods.map(pod => podSince(pod, since)),
  }
}

/** The controllers leave a deadline that was exceeded in the status until pods of the new template are there. */
function deploymentSince(deployment: unknown, since: Date): unknown {
  const status = Object(at(deployment, 'status'))
  const conditions = listAt(status, 'conditions').filter(condition => {
    const isDeadline = textAt(condition, 'type') === 'Progressing' && textAt(condition, 'status') === 'False'
    return !(isDeadline && Date.parse(textAt(condition, 'lastUpdateTime')) < since.getTime())
  })
  return { ...Object(deployment), status: { ...status, conditions } }
}

function podSince(pod: unknown, since: Date): unknown {
  // All that happened to a younger pod happened since; when a container ended is by the clock of its node, which may be behind.
  if (Date.parse(textAt(pod, 'metadata', 'creationTimestamp')) >= since.getTime()) return pod
  const status = Object(at(pod, 'status'))
  const lists = ['initContainerStatuses', 'containerStatuses'].flatMap(name =>
    at(status, name) === undefined ? [] : [[name, listAt(status, name).map(one => statusSince(one, since))] as const],
  )
  const conditions = listAt(status, 'conditions').filter(
    one =>
      textAt(one, 'type') !== 'ContainersReady' || Date.parse(textAt(one, 'lastTransitionTime')) >= since.getTime(),
  )
  return { ...Object(pod), status: { ...status, conditions, ...Object.fromEntries(lists) } }
}

function statusSince(status: unknown, since: Date): unknown {
  const ended = Date.parse(textAt(status, 'lastState', 'terminated', 'finishedAt'))
  const isOld = at(status, 'state', 'running') !== undefined && ended < since.getTime()
  if (!isOld) return status
  return { ...Object(status), lastState: {}, restartCount: 0 }
}
