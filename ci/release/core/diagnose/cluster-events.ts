import { numberAt, textAt } from '../../../../lib/json/path.ts'
import type { ClusterEvent } from './rollout-scene.ts'

/** Events as the API server lists them, the oldest first; those of the newer style have no count and no last time. */
export function eventsIn(items: readonly unknown[]): readonly ClusterEvent[] {
  return items.map(eventOf).toSorted((a, b) => a.at.getTime() - b.at.getTime())
}

function eventOf(item: unknown): ClusterEvent {
  const times = [
    textAt(item, 'series', 'lastObservedTime'),
    textAt(item, 'lastTimestamp'),
    textAt(item, 'eventTime'),
    textAt(item, 'metadata', 'creationTimestamp'),
  ]
  const time = times.map(text => Date.parse(text)).find(Number.isFinite)
  return {
    about: textAt(item, 'involvedObject', 'uid'),
    reason: textAt(item, 'reason'),
    message: textAt(item, 'message'),
    at: new Date(time ?? 0),
    count: numberAt(item, 'series', 'count') ?? numberAt(item, 'count') ?? 1,
  }
}
