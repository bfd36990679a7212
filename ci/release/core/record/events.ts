import { textAt } from '../../../../lib/json/path.ts'
import { oneLine } from '../../../../lib/text/one-line.ts'
import { eventsIn } from '../diagnose/cluster-events.ts'
import type { SeenEvent } from './record.ts'

/** A cluster in trouble writes thousands; the latest are kept. */
const MOST_EVENTS = 200
const LONGEST_MESSAGE = 240

/** The events since a moment of the server's clock, the oldest first. */
export function seenEvents(items: readonly unknown[], since: Date): readonly SeenEvent[] {
  const events = items.flatMap(item => eventsIn([item]).map(event => ({ ...event, item })))
  return events
    .filter(({ at }) => at >= since)
    .toSorted((a, b) => a.at.getTime() - b.at.getTime())
    .slice(-MOST_EVENTS)
    .map(({ at, reason, message, count, item }) => ({
      ...{ at, reason, count },
      isWarning: textAt(item, 'type') === 'Warning',
      about: ['kind', 'name']
        .map(key => textAt(item, 'involvedObject', key))
        .join(' ')
        .trim(),
      message: oneLine(message).slice(0, LONGEST_MESSAGE),
    }))
}
