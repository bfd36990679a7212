import { grouped } from '../../lib/text/table.ts'

/** What is said of events that were counted late, in the last day. */
export function lateText(events: number): string {
  return `${grouped(events)} events of a gap in measuring were counted when it was over`
}
