import { type Duration, milliseconds, minutes, seconds } from '../../lib/duration.ts'
import type { AlertSeverity } from '../core/model.ts'
import type { Segment, SegmentKind } from '../timeline/segment.ts'

/**
 * How often samples are taken and rules evaluated: as the stack does it, and coarsely where a case takes days. Both divide
 * half an hour, over which events are counted.
 */
export const PACES = {
  fast: { sample: seconds(5), evaluation: seconds(15) },
  slow: { sample: minutes(1), evaluation: minutes(3) },
} as const
export type Pace = keyof typeof PACES

/** Whether an alert fires at a moment of a test case. */
export interface AlertExpectation {
  readonly at: Duration
  readonly severity: AlertSeverity
  readonly fires: boolean
}

/** What happens to a service, and when its alerts must fire and must not. */
export interface AlertTestCase {
  readonly name: string
  /** Pages need seconds, tickets take days. */
  readonly pace: Pace
  readonly segments: readonly Segment[]
  readonly expectations: readonly AlertExpectation[]
}

/** The clean time before an outage: enough that the service is not young, and short for promtool's sake. */
export const BEFORE = minutes(15)

/** The traffic of all cases of an SLO, and its segments. */
export interface Traffic {
  readonly eventsPerSecond: number
  readonly clean: (length: Duration, kind?: SegmentKind) => Segment
  readonly bad: (length: Duration, badRatio: number) => Segment
}

/** Segments with so many events a second. */
export function trafficOf(eventsPerSecond: number): Traffic {
  const bad = (length: Duration, badRatio: number): Segment => ({ length, eventsPerSecond, badRatio })
  const clean = (length: Duration, kind?: SegmentKind): Segment => {
    return kind === undefined ? bad(length, 0) : { ...bad(length, 0), kind }
  }
  return { eventsPerSecond, clean, bad }
}

/** That the page fires, or does not. */
export function page(at: number, fires: boolean): AlertExpectation {
  return expectation('page', at, fires)
}

/** That an alert fires, or does not, so many milliseconds after the start. */
export function expectation(severity: AlertSeverity, at: number, fires: boolean): AlertExpectation {
  return { at: milliseconds(at), severity, fires }
}
