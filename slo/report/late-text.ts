import { grouped } from '../../lib/text/table.ts'

/** What is said of events that were counted late, in the last day. */
export function lateText(events: number): string {
  return `in the last day ${grouped(events)} events were counted only after a gap in measuring`
}
