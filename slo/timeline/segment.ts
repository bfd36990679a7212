import { type Duration, milliseconds } from '../../lib/duration.ts'

/** A part of a timeline in which the traffic and the part of it that fails stay the same. */
export interface Segment {
  readonly length: Duration
  readonly eventsPerSecond: number
  /** The part of the events that is bad, 0 to 1. */
  readonly badRatio: number
  readonly kind?: SegmentKind
}

/**
 * What happens to the scraped process: `gap`, it is not scraped, and counts on; `restart`, its counters begin again at
 * zero; `replaced`, another process counts on under other labels.
 */
export type SegmentKind = 'gap' | 'restart' | 'replaced'

/** How long segments are in all. */
export function totalLength(segments: readonly Segment[]): Duration {
  return milliseconds(segments.reduce((sum, { length }) => sum + length, 0))
}
