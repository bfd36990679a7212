import { type Duration, days, hours, inSeconds, minutes } from '../../lib/duration.ts'
import { identity, seriesOf } from '../core/identity.ts'
import type { Slo } from '../core/model.ts'
import { SERIES } from '../core/names.ts'
import type { RecordingRule } from '../core/rule-group.ts'
import { windowName } from '../core/windows.ts'
import { hasLongGaps } from './counter-levels.ts'
import { countOver, perSecond } from './event-counts.ts'
import { SUMMANDS, type Summand } from './running-counts.ts'

/**
 * A target that was lost in this time before a gap, and found after it, brings no event twice: the counters of all may have
 * stood as high as the highest sum of that time, and what was counted since.
 */
const HIGHEST_OF = hours(1)
/** So long after a gap its events are looked for: all targets are scraped again, and what came since is counted. */
export const SETTLING = minutes(6)
/** A gap that leaves this time without a value is long: it may hide more than the range over which counters are read. */
const LONG_GAP = minutes(20)
/** So far back is looked for a gap in the first minutes of an SLO. */
export const FIRST_GAP = hours(2)
/** One that leaves this time without a value ends later than a long one that is waited for. */
const SHORT_GAP = minutes(4)

/** A gap holds at most so many times what came in its length at the highest rate of a day: more was counted before it. */
const MOST_IN_GAP = 3

/**
 * Events of a gap that is longer than counters are read back, however long: what they should stand at is recorded, and
 * compared with what they stand at when a gap is over. A counter that began again in the gap adds nothing: how much of
 * what it holds was counted before is not known, as with a target that was not there before and brings more than a gap can
 * hold. None where queries are not sums of counters.
 *
 * `since` are the events that were counted since the slow group was evaluated before.
 */
export function lateCounts(
  slo: Slo,
  since: { readonly errors: string; readonly total: string },
): readonly RecordingRule[] {
  if (!hasLongGaps(slo)) return []
  const late = (level: string, accounted: string, counted: string): string => {
    const counter = seriesOf(slo, level)
    return `(
${counter} - ${kept(slo, accounted)}
-
(${counted} or 0 * ${counter})
) >= 1
and (${isOver(slo)})`
  }
  const labels = identity(slo)
  const errors = late(SERIES.countedErrorLevel, SERIES.accountedErrorLevel, since.errors)
  const total = late(SERIES.countedTotalLevel, SERIES.accountedTotalLevel, since.total)
  return [
    { record: SERIES.lateTotal, expr: `${total}\nunless (${total}) > ${mostInGap(slo)}`, labels },
    { record: SERIES.lateErrors, expr: `${errors}\nand ${seriesOf(slo, SERIES.lateTotal)}`, labels },
  ]
}

/** What the counters should stand at, for the next gap; after the counts of the slow group. */
export function accountedLevels(slo: Slo): readonly RecordingRule[] {
  if (!hasLongGaps(slo)) return []
  const labels = identity(slo)
  const total = seriesOf(slo, SERIES.countedTotalLevel)
  const accounted = (level: string, accountedLevel: string, summand: Summand, sparse: string): RecordingRule => {
    const [counter, range] = [seriesOf(slo, level), windowName(HIGHEST_OF)]
    const { count, running } = summand
    const highest = `(max_over_time(${counter}[${range}]) > ${counter}) + ${countOver(slo, count, range)} or ${counter}`
    const before = `(${kept(slo, accountedLevel)} or ${atFirst(slo, level, running)})`
    const carried = `${before} + (${seriesOf(slo, sparse)} or 0 * ${before})`
    const isSettled = `${seriesOf(slo, SERIES.gapEnd)} == 0`
    return { record: accountedLevel, expr: `((${highest}) and (${isSettled}))\nor\n${carried}`, labels }
  }
  return [
    {
      record: SERIES.gapEnd,
      expr: `(
0 * (${lastEnd(slo, LONG_GAP)} == 0 or (${isOver(slo)}))
or
${lastEnd(slo, SHORT_GAP)}
or
time() + 0 * (${kept(slo, SERIES.accountedTotalLevel)} or ${atFirst(slo, SERIES.countedTotalLevel, SERIES.runningTotal)})
or
0 * ${total}
) and ${total}`,
      labels,
    },
    {
      record: SERIES.gapStart,
      expr: `(time() + ${seriesOf(slo, SERIES.gapEnd)} == time())\nor\n${kept(slo, SERIES.gapStart)}`,
      labels,
    },
    accounted(SERIES.countedTotalLevel, SERIES.accountedTotalLevel, SUMMANDS.total, SERIES.sparseTotal),
    accounted(SERIES.countedErrorLevel, SERIES.accountedErrorLevel, SUMMANDS.errors, SERIES.sparseSeen),
  ]
}

/** More events than a gap can have hidden. No value where its beginning is not known. */
function mostInGap(slo: Slo): string {
  const highest = `max_over_time(${seriesOf(slo, SERIES.total)}[${windowName(days(1))}])`
  return `${MOST_IN_GAP} * (time() - ${kept(slo, SERIES.gapStart)}) * ${perSecond(slo, highest)}`
}

/** Whether a long gap is over long enough, and each evaluation since then has counted what was scraped. */
function isOver(slo: Slo): string {
  const evaluations = (series: string): string => `count_over_time(${seriesOf(slo, series)}[${windowName(SETTLING)}])`
  const isCounted = `${evaluations(SERIES.countedTotalLevel)} >= ${evaluations(SERIES.total)}`
  return `time() - (${lastEnd(slo, SHORT_GAP)} > 0) >= ${inSeconds(SETTLING)} and ${isCounted}`
}

/** When the last long gap was over, while its events are waited for; 0 where none are. */
function lastEnd(slo: Slo, within: Duration): string {
  return `last_over_time(${seriesOf(slo, SERIES.gapEnd)}[${windowName(within)}])`
}

/** What the counters stood at before a gap that began before the slow group was evaluated at all, less what is summed yet. */
function atFirst(slo: Slo, level: string, running: string): string {
  const before = `[${windowName(FIRST_GAP)}] offset ${windowName(LONG_GAP)}`
  return `last_over_time(${seriesOf(slo, level)}${before}) - last_over_time(${seriesOf(slo, running)}${before})`
}

/** What was recorded last, over a gap of any length within the period. */
function kept(slo: Slo, series: string): string {
  return `last_over_time(${seriesOf(slo, series)}[${windowName(slo.period)}])`
}
