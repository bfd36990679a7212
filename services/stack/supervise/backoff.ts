import { type Duration, milliseconds, seconds } from '../../../lib/duration.ts'

const FIRST = seconds(0.5)
const LONGEST = seconds(10)
/** A part that ran this long has recovered: its next failure starts again with the shortest back-off. */
const STEADY_AFTER = seconds(30)

/** How long a part that failed waits for its next start, after a run of this length; `previous` is the wait before that run. */
export function nextBackoff(previous: Duration | undefined, ran: Duration): Duration {
  if (previous === undefined || ran > STEADY_AFTER) return FIRST
  return milliseconds(Math.min(previous * 2, LONGEST))
}
