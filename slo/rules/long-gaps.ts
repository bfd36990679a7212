import { formatDuration, minutes } from '../../lib/duration.ts'
import type { CounterTerm } from '../../lib/promql/query/counter-term.ts'
import { isMiss, readEventCount } from '../../lib/promql/query/event-count.ts'
import { signedSum, sumOver } from '../../lib/promql/query/write-count.ts'
import { identity, seriesOf } from '../core/identity.ts'
import type { Sli, Slo } from '../core/model.ts'
import { SERIES } from '../core/names.ts'
import type { RecordingRule } from '../core/rule-group.ts'
import { windowName } from '../core/windows.ts'

/** From this length on, what a gap hides may be older than the range over which counters are read. */
const LONG_GAP = formatDuration(minutes(50))
/** The value before this evaluation, which has recorded one itself. */
const BEFORE = 'offset 1s'

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
  const late = (record: string, level: string, already: string): RecordingRule => {
    const counter = seriesOf(slo, level)
    const before = `last_over_time(${counter}[${windowName(slo.period)}] ${BEFORE})`
    const isShort = `last_over_time(${counter}[${LONG_GAP}] ${BEFORE})`
    const isNew = record === SERIES.lateTotal ? '' : `\nand ${seriesOf(slo, SERIES.lateTotal)}`
    const expr = `(\n${counter} - ${before}\n- ((${already}) or 0 * ${counter})\n) > 0\nunless ${isShort}${isNew}`
    return { record, expr, labels }
  }
  return [
    { record: SERIES.totalLevel, expr: total, labels },
    { record: SERIES.errorLevel, expr: signedLevel(terms.errors, `0 * (${total})`), labels },
    late(SERIES.lateTotal, SERIES.totalLevel, counted.total),
    late(SERIES.lateErrors, SERIES.errorLevel, counted.errors),
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
