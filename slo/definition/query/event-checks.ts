import type { Ast, QueryAst } from '../../../lib/promql/query/ast.ts'
import { BUCKET_BOUND, matcherText } from '../../../lib/promql/query/bucket-bounds.ts'
import type { CounterTerm } from '../../../lib/promql/query/counter-term.ts'
import { type EventCount, isMiss } from '../../../lib/promql/query/event-count.ts'
import { implies, seemApart } from '../../../lib/promql/query/matching-values.ts'
import { MISS_REASONS, type Miss } from '../../../lib/promql/query/miss.ts'
import { isNeverAbsent, standIn } from '../../../lib/promql/query/never-absent.ts'
import { moment, normalEvents, termKey } from '../../../lib/promql/query/normal-events.ts'
import { partsOf } from '../../../lib/promql/query/output-series.ts'
import { factorOf, factorProblem } from './constant-factor.ts'
import type { QueryProblem } from './placed-query.ts'

/** One side of a pair of queries: what it is, and what it was read as. */
export interface CountedSide {
  readonly part: Ast
  readonly ast: QueryAst
  readonly count: EventCount | Miss
}

/** Bad and all events as they were read. */
export interface CountedPair {
  readonly error: CountedSide
  readonly total: CountedSide
}

/** What is said of one side. */
type SideProblem = QueryProblem & { readonly side: keyof CountedPair }

/** What is suspect in a pair of queries though Prometheus divides one by the other. */
export function eventProblems(pair: CountedPair): readonly SideProblem[] {
  return [
    ...unitProblems(pair),
    ...offsetProblems(pair),
    ...constantProblems(pair),
    ...sizeProblems(pair),
    ...partProblems(pair),
    ...missProblems(pair),
  ]
}

const PER_SECOND = ['rate', 'irate', 'deriv']
const PER_WINDOW = ['increase', 'delta', 'idelta', 'count_over_time', 'sum_over_time', 'changes', 'resets']

/** `increase()` of `rate()` is larger by the seconds of the window. */
function unitProblems({ error, total }: CountedPair): readonly SideProblem[] {
  const [bad, all] = [unitsOf(error.part), unitsOf(total.part)]
  if (bad.size !== 1 || all.size !== 1 || [...bad][0] === [...all][0]) return []
  const [unit, other] = [[...bad][0], [...all][0]]
  const message = `The errors are counted ${unit}, and all events ${other}: the ratio is wrong by the length of the window`
  return [{ severity: 'error', code: 'units-differ', message, help: 'Write rate() on both sides.', side: 'error' }]
}

function unitsOf(part: Ast): ReadonlySet<string> {
  const names = partsOf(part).flatMap(one =>
    one.kind === 'call' && one.given[0]?.kind === 'selector' ? [one.name] : [],
  )
  return new Set(
    names.flatMap(name =>
      PER_SECOND.includes(name) ? ['per second'] : PER_WINDOW.includes(name) ? ['per window'] : [],
    ),
  )
}

/** Bad and all events of different moments. */
function offsetProblems({ error, total }: CountedPair): readonly SideProblem[] {
  const [bad, all] = [offsetsOf(error.part), offsetsOf(total.part)]
  if (bad.size !== 1 || all.size !== 1 || [...bad][0] === [...all][0]) return []
  const message = 'Errors and all events are of different moments: their offsets differ'
  return [
    {
      severity: 'warning',
      code: 'offsets-differ',
      message,
      help: 'Write the same offset on both sides.',
      side: 'error',
    },
  ]
}

function offsetsOf(part: Ast): ReadonlySet<string> {
  return new Set(partsOf(part).flatMap(one => (one.kind === 'selector' ? [moment(one)] : [])))
}

/** Constants where events are due: a total that is never absent, errors that never happened. */
function constantProblems({ error, total }: CountedPair): readonly SideProblem[] {
  const fallback = isMiss(total.count) ? undefined : total.count.fallback
  const problems: SideProblem[] = absenceProblems(total.part, fallback?.range).map(problem => ({
    ...problem,
    side: 'total',
  }))
  if (!isMiss(total.count) && total.count.floor !== undefined) {
    const { value, range } = total.count.floor
    const message = `With less than ${value} events the errors weigh less than they should`
    const help = 'Leave clamp_min() out: rules never divide by zero. The rules here leave it out.'
    problems.push({ severity: 'warning', code: 'total-floor', message, help, range, side: 'total' })
  }
  const constant = isMiss(error.count) ? undefined : (error.count.floor ?? error.count.fallback)
  if (constant !== undefined && constant.value !== 0) {
    const message = `Without an error this still counts ${constant.value}`
    const help = 'Let it count nothing: `or vector(0)`, or nothing at all. The rules here leave it out.'
    problems.push({ severity: 'warning', code: 'constant-errors', message, help, range: constant.range, side: 'error' })
  }
  return problems
}

/** A part that is never absent hides a target that vanishes. */
export function absenceProblems(
  part: Ast,
  range: readonly [number, number] = [part.from, part.to],
): readonly QueryProblem[] {
  const other = standIn(part)
  if (other !== undefined) {
    const message =
      'This counts something else where its events are missing: a target that vanishes would read as one without errors'
    const help = 'Leave it out: without events there is no ratio, and rules never divide by zero.'
    return [{ severity: 'warning', code: 'total-never-absent', message, help, range: [other.from, other.to] }]
  }
  if (!isNeverAbsent(part)) return []
  const message =
    'This is never absent: a target that vanishes would read as one without errors, and no alert about missing data could fire'
  const help = 'Leave the constant out: without events there is no ratio, and rules never divide by zero.'
  return [{ severity: 'warning', code: 'total-never-absent', message, help, range }]
}

/** A factor on one side only, or errors that are all events, or none. */
function sizeProblems({ error, total }: CountedPair): readonly SideProblem[] {
  if (isMiss(error.count) || isMiss(total.count)) {
    const factor = factorOf(error.part) / factorOf(total.part)
    return factor === 1 ? [] : [factorProblem(factor)]
  }
  const { errors, total: all } = normalEvents(error.count, total.count)
  if (errors.length === 0) {
    const message = 'These terms cancel each other: the errors are always none'
    return [
      {
        severity: 'error',
        code: 'same-query',
        message,
        help: 'Let the error query count the bad events.',
        side: 'error',
      },
    ]
  }
  const keys = (terms: readonly CounterTerm[]) =>
    terms
      .map(term => `${term.factor} ${termKey(term)}`)
      .sort()
      .join()
  if (keys(errors) === keys(all)) {
    const help = 'Let the error query count only the bad ones.'
    return [
      { severity: 'error', code: 'same-query', message: 'The error query counts every event', help, side: 'error' },
    ]
  }
  const odd = errors.find(({ factor }) => Math.abs(factor) > 1 || (errors.length === 1 && factor !== 1))
  return odd === undefined || all.some(({ factor }) => factor !== 1) ? oddTotal(all) : [factorProblem(odd.factor)]
}

function oddTotal(all: readonly CounterTerm[]): readonly SideProblem[] {
  const odd = all.find(({ factor }) => Math.abs(factor) !== 1)
  return odd === undefined ? [] : [{ ...factorProblem(1 / odd.factor), side: 'total' }]
}

/** Errors that are no part of all events, as far as their selectors show. */
function partProblems({ error, total }: CountedPair): readonly SideProblem[] {
  if (isMiss(error.count) || isMiss(total.count)) return []
  const { errors, total: all } = normalEvents(error.count, total.count)
  return errors.flatMap(term => outsideProblem(term, all) ?? [])
}

function outsideProblem(term: CounterTerm, all: readonly CounterTerm[]): SideProblem | undefined {
  const { metric, from, to } = term.selector
  const matchers = withoutBounds(term)
  const ofMetric = all.filter(({ selector }) => selector.metric === metric)
  const [same, taken] = [1, -1].map(sign => ofMetric.filter(({ factor }) => factor * sign > 0).map(withoutBounds))
  const holds = (own: CounterTerm['selector']['matchers']): boolean => own.every(one => implies(matchers, one))
  const isTaken = term.factor > 0 && taken?.some(holds) === true
  if (same === undefined || same.length === 0 || (same.some(holds) && !isTaken)) return undefined
  const about = { severity: 'warning', code: 'errors-outside-total', range: [from, to], side: 'error' } as const
  if (isTaken || same.every(own => seemApart(matchers, own))) {
    const message = 'All events leave out what counts as an error here, so the ratio may be anything, even over 100 %'
    return { ...about, message, help: 'Let the total count good and bad events alike.' }
  }
  const missing = same[0]?.filter(one => !implies(matchers, one)) ?? []
  const message = `Errors are counted here that are not among all events, which have ${missing.map(matcherText).join(', ')}`
  return { ...about, message, help: 'Give both selectors the same matchers, but for the one that tells errors.' }
}

/** A bucket of a histogram counts what the smaller ones count. */
function withoutBounds({ selector }: CounterTerm): CounterTerm['selector']['matchers'] {
  return selector.matchers.filter(({ label }) => label !== BUCKET_BOUND)
}

/** What is not read as sums of counters keeps a weaker layout, and says why. */
function missProblems({ error, total }: CountedPair): readonly SideProblem[] {
  const isOfRates = countsUp(error.part)
  const found = (['error', 'total'] as const).flatMap(side => {
    const { count } = { error, total }[side]
    return isMiss(count) ? [missProblem(count, side, isOfRates)] : []
  })
  return found.slice(0, 1)
}

function missProblem({ reason, range, name }: Miss, side: keyof CountedPair, isOfRates: boolean): SideProblem {
  const what = name === undefined ? MISS_REASONS[reason] : `${MISS_REASONS[reason]}: ${name}()`
  const why = NO_COUNT[reason]
  if (why !== undefined) {
    const message = `${name}() counts no events: ${why}`
    const help = reason === 'no-sum' ? 'Write sum(…).' : 'Write rate(…[{{.window}}]).'
    return { severity: 'warning', code: 'not-a-count', message, help, range, side }
  }
  const lost = isOfRates
    ? 'The first errors of a new series are not counted here'
    : 'Events are not counted one by one here'
  const message = `${lost}, because ${what}`
  const help = 'Write sums of rate() or increase() over {{.window}}; the guide lists what is read as such.'
  return { severity: 'warning', code: 'first-errors-lost', message, help, range, side }
}

/** Why a function gives no number of events. */
const NO_COUNT: Partial<Record<Miss['reason'], string>> = {
  'no-sum': 'it is not the sum of all series',
  'few-samples': 'it looks at a few samples of the window only',
  'no-restarts': 'a process that begins again makes it fall',
}

/** Whether a part counts by the rate of counters, which miss the first value of a new series. */
export function countsUp(part: Ast): boolean {
  return partsOf(part).some(one => one.kind === 'call' && ['rate', 'increase', 'irate'].includes(one.name))
}
