import { formatDuration, hours, minutes } from '../../lib/duration.ts'
import type { CounterTerm } from '../../lib/promql/query/counter-term.ts'
import { isMiss, readEventCount } from '../../lib/promql/query/event-count.ts'
import { signedSum, sumOver } from '../../lib/promql/query/write-count.ts'
import { identity, seriesOf } from '../core/identity.ts'
import type { Sli, Slo } from '../core/model.ts'
import { SERIES } from '../core/names.ts'
import type { RecordingRule } from '../core/rule-group.ts'
import { windowName } from '../core/windows.ts'

/** A target that was lost in this time before a gap, and found after it, has no new events. */
const HIGHEST_OF = hours(1)
/** After a gap this is how long its events are looked for: all targets are scraped again by then. */
const SETTLING = formatDuration(minutes(6))
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
  const terms = levelTerms(slo.sli)
  if (terms === undefined) return []
  const labels = identity(slo)
  const total = signedLevel(terms.total, 'vector(0)')
  const highest = (level: string): string => {
    return `max_over_time(${seriesOf(slo, level)}[${windowName(HIGHEST_OF)}]) and ${seriesOf(slo, level)}`
  }
  const late = (level: string, before: string, summed: string, already: string): string => {
    const [counter, then] = [seriesOf(slo, level), seriesOf(slo, before)]
    const since = `${already}\n+\n(sum_over_time(${seriesOf(slo, summed)}[${SETTLING}]) or 0 * ${counter})`
    return `(
${counter} - last_over_time(${then}[${windowName(slo.period)}] offset ${SETTLING})
-
((${since}) or 0 * ${counter})
) >= 1
unless last_over_time(${then}[${LONG_GAP}] offset ${SETTLING})`
  }
  const lateTotal = late(SERIES.totalLevel, SERIES.highestTotalLevel, SERIES.sparseTotal, counted.total)
  const errors = late(SERIES.errorLevel, SERIES.highestErrorLevel, SERIES.sparseErrors, counted.errors)
  const lateErrors = `${errors}\nand ${seriesOf(slo, SERIES.lateTotal)}`
  return [
    { record: SERIES.totalLevel, expr: total, labels },
    { record: SERIES.errorLevel, expr: signedLevel(terms.errors, `0 * (${total})`), labels },
    { record: SERIES.highestTotalLevel, expr: highest(SERIES.totalLevel), labels },
    { record: SERIES.highestErrorLevel, expr: highest(SERIES.errorLevel), labels },
    { record: SERIES.lateTotal, expr: lateTotal, labels },
    { record: SERIES.lateErrors, expr: lateErrors, labels },
  ]
}

/** Whether the events of a long gap are counted when it is over. */
export function hasLongGaps({ sli }: Slo): boolean {
  return levelTerms(sli) !== undefined
}

/** What counters stand at. */
function signedLevel(terms: readonly CounterTerm[], none: string): string {
  const parts = terms.map(term => {
    const { text, offset } = term.selector
    return {
      factor: term.factor,
      text: sumOver(term, offset === undefined || offset === '' ? text : `${text} offset ${offset}`),
    }
  })
  const sum = signedSum(parts, none)
  return none.startsWith('vector') ? sum : `(${sum}) or ${none}`
}

/** The counters of both queries; undefined where one is not a sum of counters alone. */
function levelTerms(
  sli: Sli,
): { readonly errors: readonly CounterTerm[]; readonly total: readonly CounterTerm[] } | undefined {
  if (sli.kind !== 'events') return undefined
  if (sli.parts !== undefined) {
    const parts = sli.parts.map(levelTerms)
    if (!parts.every(part => part !== undefined)) return undefined
    return { errors: parts.flatMap(({ errors }) => errors), total: parts.flatMap(({ total }) => total) }
  }
  const [errors, total] = [readEventCount(sli.errorQuery), readEventCount(sli.totalQuery)]
  if (isMiss(errors) || isMiss(total)) return undefined
  const isCounter = ({ fn }: CounterTerm): boolean => fn === 'rate' || fn === 'increase'
  if (![...errors.terms, ...total.terms].every(isCounter)) return undefined
  return { errors: errors.terms, total: total.terms }
}
