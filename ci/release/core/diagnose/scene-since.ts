import { at, listAt, textAt } from '../../../../lib/json/path.ts'
import type { RolloutScene } from './rollout-scene.ts'

/**
 * The scene without the ends of containers that run again and ended before a moment: a pod that was killed a week ago and serves
 * since says nothing about what is rolled out now.
 */
export function sceneSince(scene: RolloutScene, since: Date): RolloutScene {
  return { ...scene, pods: scene.pods.map(pod => podSince(pod, since)) }
}

function podSince(pod: unknown, since: Date): unknown {
  const status = Object(at(pod, 'status'))
  const lists = ['initContainerStatuses', 'containerStatuses'].flatMap(name =>
    at(status, name) === undefined ? [] : [[name, listAt(status, name).map(one => statusSince(one, since))] as const],
  )
  return { ...Object(pod), status: { ...status, ...Object.fromEntries(lists) } }
}

function statusSince(status: unknown, since: Date): unknown {
  const ended = Date.parse(textAt(status, 'lastState', 'terminated', 'finishedAt'))
  const isOld = at(status, 'state', 'running') !== undefined && ended < since.getTime()
  if (!isOld) return status
  return { ...Object(status), lastState: {}, restartCount: 0 }
}
