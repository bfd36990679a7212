import { formatDuration, inSeconds, milliseconds, parseDuration } from '../../lib/duration.ts'
import type { CounterTerm } from '../../lib/promql/query/counter-term.ts'
import { isMiss, readEventCount } from '../../lib/promql/query/event-count.ts'
import { groupingText, signedSum, sumOver, termOver } from '../../lib/promql/query/write-count.ts'
import type { EventSli, Sli } from '../core/model.ts'
import { BASE_RANGE, BASE_WINDOW } from '../core/windows.ts'

/** The first values of new error series over the base window, in the parts that rules record. */
export interface FirstErrors {
  /** The first values of new error series. */
  readonly query: string
  /**
   * The rate of the error series that are not new, and all that the new ones have counted: no rate is estimated for
   * those.
   */
  readonly oldErrors: string
  readonly newErrors: string
  /** Whether errors are counted a second, and not in the window. */
  readonly isPerSecond: boolean
  /** Whether the total counts the same metric, so that it misses them as well. */
  readonly isInTotal: boolean
}

/** A part of the errors; undefined `scraped` where its series all exist from the start, or every sample is counted. */
interface GuardedTerm {
  readonly term: CounterTerm
  /** The selectors of series that show which targets were scraped. */
  readonly scraped: readonly string[] | undefined
  readonly isInTotal: boolean
}

/**
 * The first value of every error series that was not there five minutes ago, though its target was already scraped then:
 * a counter that appears at 1 has failed once, and no rate shows it. Undefined where the queries are not sums of
 * counters, and for probes, whose counters all exist at 0 from the start. `none` is zero wherever there are events.
 */
export function firstErrors(sli: Sli, none: string): FirstErrors | undefined {
  const terms = sli.kind === 'events' ? guardedTerms(sli) : undefined
  if (terms === undefined) return undefined
  const guarded = terms.flatMap(one => (one.scraped === undefined ? [] : [{ ...one, scraped: one.scraped }]))
  const [first] = guarded
  if (first === undefined) return undefined
  const isPerSecond = first.term.fn === 'rate'
  const perSecond = isPerSecond ? ` / ${inSeconds(BASE_WINDOW)}` : ''
  /** What new series have counted by a value of theirs. */
  const sumOf = (counted: (term: CounterTerm) => string) => {
    const text = ({ term, scraped }: { readonly term: CounterTerm; readonly scraped: readonly string[] }) =>
      sumOver(term, `(${sinceKnown(term, counted(term))}) and (${newSeries(term, scraped)})`)
    return signedSum(
      guarded.map(one => ({ factor: one.term.factor, text: `${text(one)}${perSecond}` })),
      none,
    )
  }
  return {
    query: sumOf(term => `min_over_time(${ranged(term)})`),
    newErrors: sumOf(({ selector }) => `${selector.text}${offsetOf(selector.offset)}`),
    oldErrors: signedSum(
      terms.map(one => ({ factor: one.term.factor, text: oldText(one) })),
      none,
    ),
    isPerSecond,
    isInTotal: guarded.some(one => one.isInTotal && one.term.factor > 0),
  }
}

function oldText({ term, scraped }: GuardedTerm): string {
  if (scraped === undefined) return termOver(term, BASE_RANGE)
  return sumOver(term, `${term.fn}(${ranged(term)}) unless (${newSeries(term, scraped)})`)
}

function ranged({ selector }: CounterTerm): string {
  return `${selector.text}[${BASE_RANGE}]${offsetOf(selector.offset)}`
}

/** The series of a term that were not there a base window ago, of targets that were scraped then. */
function newSeries({ selector }: CounterTerm, scraped: readonly string[]): string {
  const now = `${selector.text}${offsetOf(selector.offset)}`
  const before = offsetOf(selector.offset === undefined ? BASE_RANGE : later(selector.offset))
  const seen = scraped.map(text => `${text}${before}`).join(' or ')
  return `(${now} unless ${selector.text}${before}) and on (job, instance) (${seen})`
}

/** A series that was gone is known for so long: exporters forget what has not changed for minutes. */
const KNOWN_FOR = '6h'

/**
 * What a value counts beyond that which its series had when it was seen last, for one that was gone and is back. One that
 * stands lower than then began again, and all of it is new.
 */
function sinceKnown({ selector }: CounterTerm, value: string): string {
  const before = offsetOf(selector.offset === undefined ? BASE_RANGE : later(selector.offset))
  return `${value} - (last_over_time(${selector.text}[${KNOWN_FOR}]${before}) <= ${value}) or ${value}`
}

function offsetOf(offset: string | undefined): string {
  return offset === undefined || offset === '' ? '' : ` offset ${offset}`
}

/** An offset, a base window further back. */
function later(offset: string): string {
  const isAhead = offset.startsWith('-')
  const written = parseDuration(offset.replace(/^[+-]\s*/, '')) ?? milliseconds(0)
  const moved = (isAhead ? -written : written) + BASE_WINDOW
  if (moved === 0) return ''
  return `${moved < 0 ? '-' : ''}${formatDuration(milliseconds(Math.abs(moved)))}`
}

/** Every term of the errors, each with what shows that its target was scraped. */
function guardedTerms(sli: EventSli): readonly GuardedTerm[] | undefined {
  if (sli.parts !== undefined) {
    const parts = sli.parts.map(guardedTerms)
    return parts.every(part => part !== undefined) ? parts.flat() : undefined
  }
  const [errors, total] = [readEventCount(sli.errorQuery), readEventCount(sli.totalQuery)]
  if (isMiss(errors) || isMiss(total)) return undefined
  const all = total.terms.filter(({ factor }) => factor > 0)
  const grouping = new Set([...errors.terms, ...total.terms].map(term => groupingText(term.grouping)))
  const unit = new Set(errors.terms.map(({ fn }) => fn === 'rate'))
  if (all.length === 0 || grouping.size !== 1 || unit.size !== 1) return undefined
  const scraped = [...new Set(all.map(({ selector }) => selector.text))]
  return errors.terms.map(term => {
    const isCounter = (term.fn === 'rate' || term.fn === 'increase') && sli.probe === undefined
    const isInTotal = all.some(({ selector }) => selector.metric === term.selector.metric)
    return { term, scraped: isCounter ? scraped : undefined, isInTotal }
  })
}
