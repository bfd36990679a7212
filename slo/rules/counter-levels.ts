import type { CounterTerm } from '../../lib/promql/query/counter-term.ts'
import { isMiss, readEventCount } from '../../lib/promql/query/event-count.ts'
import { signedSum, sumOver } from '../../lib/promql/query/write-count.ts'
import { identity } from '../core/identity.ts'
import type { Sli, Slo } from '../core/model.ts'
import { SERIES } from '../core/names.ts'
import type { RecordingRule } from '../core/rule-group.ts'

/**
 * What the counters of bad and of all events stand at: events are counted by how much it rises, and what a long gap hid is
 * found by it. None where queries are not sums of counters.
 */
export function levelRules(slo: Slo): readonly RecordingRule[] {
  const terms = levelTerms(slo.sli)
  if (terms === undefined) return []
  const labels = identity(slo)
  const total = signedLevel(terms.total, 'vector(0)')
  return [
    { record: SERIES.totalLevel, expr: total, labels },
    { record: SERIES.errorLevel, expr: signedLevel(terms.errors, `0 * (${total})`), labels },
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
