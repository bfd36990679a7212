import { BUCKET_BOUND, bucketsOf, matcherText } from '../../../lib/promql/query/bucket-bounds.ts'
import { type CounterTerm, keeps } from '../../../lib/promql/query/counter-term.ts'
import { isMiss } from '../../../lib/promql/query/event-count.ts'
import { implies, isSame } from '../../../lib/promql/query/matching-values.ts'
import { normalEvents } from '../../../lib/promql/query/normal-events.ts'
import type { LabelMatcher } from '../../../lib/promql/selector.ts'
import type { CountedPair } from './event-checks.ts'
import { OUTCOME_LABEL } from './good-checks.ts'
import type { QueryProblem } from './placed-query.ts'

type SideProblem = QueryProblem & { readonly side: keyof CountedPair }

/** What is suspect in the terms that a pair of queries adds and subtracts. */
export function termProblems(pair: CountedPair): readonly SideProblem[] {
  const buckets = bucketProblems(pair)
  return [...buckets, ...(buckets.length > 0 ? [] : takenProblems(pair)), ...choiceProblems(pair)]
}

/** A sum over several buckets of one histogram, each of which counts all events that the smaller ones count. */
function bucketProblems(pair: CountedPair): readonly SideProblem[] {
  return (['error', 'total'] as const).flatMap(side => {
    const { count } = pair[side]
    if (isMiss(count)) return []
    return count.terms.filter(isSumOfBuckets).map(({ selector: { metric, from, to } }) => ({
      severity: 'warning',
      code: 'several-buckets',
      message: `This adds up several buckets of ${metric}, and a larger one counts what the smaller ones count: each event counts more than once`,
      help: `Choose one bucket by le="…", or write ${metric.replace(/bucket$/, 'count')} for all events.`,
      range: [from, to] as const,
      side,
    }))
  })
}

function isSumOfBuckets({ selector, grouping }: CounterTerm): boolean {
  const isKept = grouping !== undefined && grouping.labels.includes(BUCKET_BOUND) === grouping.isBy
  return !isKept && (bucketsOf(selector) ?? 1) > 1
}

/** Events that are subtracted, and are none of those that they are subtracted from. */
function takenProblems({ error, total }: CountedPair): readonly SideProblem[] {
  if (isMiss(error.count) || isMiss(total.count)) return []
  const { errors } = normalEvents(error.count, total.count)
  const [wholes, taken] = [errors.filter(({ factor }) => factor > 0), errors.filter(({ factor }) => factor < 0)]
  const buckets = taken.filter(({ selector }) => selector.metric.endsWith('_bucket'))
  return buckets.flatMap(part => strangeProblem(part, wholes, buckets.length) ?? []).slice(0, 1)
}

function strangeProblem(part: CounterTerm, wholes: readonly CounterTerm[], parts: number): SideProblem | undefined {
  const { metric, from, to } = part.selector
  const about = { severity: 'warning', code: 'subtracts-others', range: [from, to], side: 'error' } as const
  const help = 'Give both selectors the same metric and the same matchers, but for the bound.'
  const histograms = wholes.filter(({ selector }) => /_(?:bucket|count)$/.test(selector.metric))
  if (histograms.length === 0) return undefined
  const own = histograms.filter(({ selector }) => familyOf(selector.metric) === familyOf(metric))
  if (own.length === 0) {
    const message = `What is subtracted is of another histogram, ${familyOf(metric)}, and no part of what it is subtracted from`
    return { ...about, message, help }
  }
  const odd = own.map(whole => oddMatcher(part, whole, parts))
  const [first] = odd
  if (first === undefined || odd.includes(undefined)) return undefined
  const message = `What is subtracted differs by ${matcherText(first)} from what it is subtracted from, so that events are always bad, or are subtracted though they were never counted`
  return { ...about, message, help }
}

function familyOf(metric: string): string {
  return metric.replace(/_(?:bucket|count)$/, '')
}

/** The matcher by which a part is none of a whole, or leaves some of it out that have no other outcome. */
function oddMatcher(part: CounterTerm, whole: CounterTerm, parts: number): LabelMatcher | undefined {
  const [own, wanted] = [part, whole].map(({ selector }) =>
    selector.matchers.filter(({ label }) => label !== BUCKET_BOUND),
  )
  const foreign = wanted?.find(matcher => !implies(own ?? [], matcher))
  if (foreign !== undefined || parts > 1) return foreign
  return own?.find(
    one => !OUTCOME_LABEL.test(one.label) && !wanted?.some(other => isSame(one, other) || implies([other], one)),
  )
}

/** Errors of which the largest or the mean of some series counts, where it counts otherwise for all events. */
function choiceProblems({ error, total }: CountedPair): readonly SideProblem[] {
  if (isMiss(error.count) || isMiss(total.count)) return []
  const all = total.count.terms
  return normalEvents(error.count, total.count)
    .errors.flatMap(term => choiceProblem(term, all) ?? [])
    .slice(0, 1)
}

function choiceProblem(term: CounterTerm, all: readonly CounterTerm[]): SideProblem | undefined {
  const { metric, matchers, from, to } = term.selector
  const about = { severity: 'warning', code: 'not-a-count', range: [from, to], side: 'error' } as const
  const same = all.filter(({ selector }) => selector.metric === metric)
  if (same.length > 0 && !same.some(whole => choiceKey(whole) === choiceKey(term))) {
    const name = [term, ...same].flatMap(({ choices }) => choices)[0]?.name ?? 'max'
    const message = `${name}() stands around the series of one query only, so that errors and all events are not counted alike`
    return { ...about, message, help: 'Write sum(…), or the same aggregations in both queries.' }
  }
  const telling = matchers.find(
    one => same.length > 0 && !same.some(({ selector }) => selector.matchers.some(other => isSame(one, other))),
  )
  const choice = telling && term.choices.find(one => !keeps(one, telling.label))
  if (choice === undefined) return undefined
  const message = `${choice.name}() keeps one of the series that differ in ${telling?.label}, and the others are not counted`
  return { ...about, message, help: `Write sum(…) in the place of ${choice.name}(…).` }
}

function choiceKey({ choices }: CounterTerm): string {
  return JSON.stringify(choices)
}
