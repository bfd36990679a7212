import { formatDuration, hours, milliseconds, minutes } from '../../lib/duration.ts'
import { identity, seriesOf } from '../core/identity.ts'
import type { Slo } from '../core/model.ts'
import { SERIES } from '../core/names.ts'
import type { RecordingRule } from '../core/rule-group.ts'
import { windowName } from '../core/windows.ts'
import { hasLongGaps } from './counter-levels.ts'
import { countOver } from './event-counts.ts'

/**
 * A target that was lost in this time before a gap, and found after it, brings no event twice: the counters of all may have
 * stood as high as the highest sum of that time, and what was counted since.
 */
const HIGHEST_OF = hours(1)
/** So long after a gap its events are looked for: all targets are scraped again, and what came since is counted. */
export const SETTLING = minutes(6)
/** From then on they are looked for in so many minutes: at two evaluations, of which one may be missed. */
export const LOOKING = minutes(5)
/** When the gap is over for certain. */
const OVER = formatDuration(milliseconds(SETTLING + LOOKING))
/** A gap that leaves this time without a value is long: it may hide more than the range over which counters are read. */
const LONG_GAP = formatDuration(minutes(20))

/**
 * Events of a gap that is longer than counters are read back, however long: what they stand at is recorded, and after
 * the gap compared with the last value before it. A counter that began again in the gap adds nothing: how much of what
 * it holds was counted before is not known. None where queries are not sums of counters.
 *
 * `counted` are the events that were counted since the evaluation before, by which the difference is too large.
 */
export function longGaps(
  slo: Slo,
  counted: { readonly errors: string; readonly total: string },
): readonly RecordingRule[] {
  if (!hasLongGaps(slo)) return []
  const labels = identity(slo)
  const highest = (level: string, count: string): string => {
    const [counter, range] = [seriesOf(slo, level), windowName(HIGHEST_OF)]
    return `(max_over_time(${counter}[${range}]) > ${counter}) + ${countOver(slo, count, range)}\nor\n${counter}`
  }
  const late = (level: string, before: string, summed: string, already: string): string => {
    const [counter, then] = [seriesOf(slo, level), seriesOf(slo, before)]
    const since = `${already}\n+\n(sum_over_time(${seriesOf(slo, summed)}[${OVER}]) or 0 * ${counter})`
    return `(
${counter} - last_over_time(${then}[${windowName(slo.period)}] offset ${OVER})
-
((${since}) or 0 * ${counter})
) >= 1
and last_over_time(${then}[${formatDuration(LOOKING)}] offset ${formatDuration(SETTLING)})
unless last_over_time(${then}[${LONG_GAP}] offset ${OVER})`
  }
  const lateTotal = late(SERIES.totalLevel, SERIES.highestTotalLevel, SERIES.sparseTotal, counted.total)
  const errors = late(SERIES.errorLevel, SERIES.highestErrorLevel, SERIES.sparseErrors, counted.errors)
  const lateErrors = `${errors}\nand ${seriesOf(slo, SERIES.lateTotal)}`
  return [
    { record: SERIES.highestTotalLevel, expr: highest(SERIES.totalLevel, SERIES.totalCount), labels },
    { record: SERIES.highestErrorLevel, expr: highest(SERIES.errorLevel, SERIES.seenErrors), labels },
    { record: SERIES.lateTotal, expr: lateTotal, labels },
    { record: SERIES.lateErrors, expr: lateErrors, labels },
  ]
}
