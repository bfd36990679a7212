import { matcherText } from '../../../lib/promql/query/bucket-bounds.ts'
import type { CounterTerm } from '../../../lib/promql/query/counter-term.ts'
import { isMiss } from '../../../lib/promql/query/event-count.ts'
import { isSame } from '../../../lib/promql/query/matching-values.ts'
import { normalEvents } from '../../../lib/promql/query/normal-events.ts'
import { type LabelMatcher, meets } from '../../../lib/promql/selector.ts'
import type { CountedPair } from './event-checks.ts'
import type { QueryProblem } from './placed-query.ts'

/** How a label calls what went well, and what did not. */
const OUTCOMES: readonly (readonly [good: string, bad: string])[] = [
  ['200', '500'],
  ['2xx', '5xx'],
  ['success', 'error'],
  ['success', 'failure'],
  ['ok', 'error'],
  ['true', 'false'],
]

/** Labels that say how a request ended. */
export const OUTCOME_LABEL = /code|status|result|outcome|success|\bok\b/i

/** Metrics of which every event is bad, whatever its labels are. */
const BAD_METRIC = /err|fail|drop|timeout|slow|reject|abort|lost|panic/i

/**
 * Errors that are what went well: the query of the good events stands where that of the bad ones is due. A label that all
 * events are asked for in the same way chooses what is judged, and says nothing about errors.
 */
export function goodProblems({ error, total }: CountedPair): readonly (QueryProblem & { readonly side: 'error' })[] {
  if (isMiss(error.count) || isMiss(total.count)) return []
  const asked = total.count.terms.flatMap(({ selector }) => selector.matchers)
  const good = normalEvents(error.count, total.count).errors.flatMap(term => goodMatcher(term, asked) ?? [])
  return good.slice(0, 1).map(({ matcher, range }) => ({
    severity: 'warning',
    code: 'good-as-bad',
    message: `With ${matcherText(matcher)} this counts what went well, and the SLO takes it for errors`,
    help: 'Write what counts the bad events, or subtract the good ones: all - good.',
    range,
    side: 'error',
  }))
}

function goodMatcher({ factor, selector }: CounterTerm, asked: readonly LabelMatcher[]) {
  const { matchers, metric, from, to } = selector
  if (factor <= 0 || BAD_METRIC.test(metric)) return undefined
  const matcher = matchers.find(
    one => OUTCOME_LABEL.test(one.label) && !asked.some(other => isSame(one, other)) && isGood(one, matchers),
  )
  return matcher && { matcher, range: [from, to] as const }
}

/** Whether all matchers of a label let through what went well, and this one not what went wrong. */
function isGood(matcher: LabelMatcher, matchers: readonly LabelMatcher[]): boolean {
  const own = matchers.filter(({ label }) => label === matcher.label)
  return OUTCOMES.some(([good, bad]) => own.every(one => meets(one, good)) && !meets(matcher, bad))
}
