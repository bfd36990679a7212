import { type Duration, milliseconds, minutes, seconds } from '../../../lib/duration.ts'
import type { ProbeEntry } from '../../prober/contract/catalogue.ts'

/** The bounds at which alerts fire and dashboards change colour: one number each, so that the two never disagree. */

/** The ratio of its slots that a prober may skip. */
export const MOST_SKIPPED = 0.01

/** The ratio of its slots whose samples may be invalid. */
export const MOST_INVALID = 0.05

/** A certificate that expires within this many days should have been renewed by now. */
export const CERTIFICATE_DAYS = 14

/**
 * How much more of the probes must fail from one place than from another for the two to disagree. Of a fault that both see, in two
 * minutes of probes that come every five seconds, chance makes so large a difference in one of thirteen moments at most, and
 * not for minutes on end.
 */
export const DISAGREEMENT = 0.25

/** How long a probe that is sent often may be without a sample. */
export const SILENT_AFTER: Duration = minutes(5)

/** How many of its own slots a probe may be without a sample, where these take longer. */
const SILENT_SLOTS = 3

type Schedule = Pick<ProbeEntry, 'intervalSeconds' | 'longestGapSeconds'>

/**
 * How long a probe may be without a sample while its slots come due, by the time between two of them. Undefined where that is
 * not known: such a probe is never late.
 */
export function dueWithin({ intervalSeconds }: Schedule): Duration | undefined {
  if (intervalSeconds === undefined) return undefined
  return milliseconds(Math.max(SILENT_AFTER, seconds(SILENT_SLOTS * intervalSeconds)))
}

/** How long a probe may be without a sample at all: its nights and weekends, where its expression has such, come before. */
export function silentAfter(schedule: Schedule): Duration | undefined {
  const { intervalSeconds = 0, longestGapSeconds = intervalSeconds } = schedule
  const due = dueWithin(schedule)
  return due && milliseconds(Math.max(due, seconds(longestGapSeconds + (SILENT_SLOTS - 1) * intervalSeconds)))
}
