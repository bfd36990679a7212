import type { Ast, QueryAst } from '../../../lib/promql/query/ast.ts'
import { readAst } from '../../../lib/promql/query/ast.ts'
import { countOf, isMiss, readEventCount } from '../../../lib/promql/query/event-count.ts'
import { normalEvents, normalQueries } from '../../../lib/promql/query/normal-events.ts'
import { outputSeries, partsOf } from '../../../lib/promql/query/output-series.ts'
import { portableQuery } from '../../../lib/promql/query/portable-query.ts'
import { readRatio } from '../../../lib/promql/query/ratio.ts'
import { splitRatio } from '../../../lib/promql/shape.ts'
import { fillWindow } from '../../../lib/promql/template.ts'
import type { EventSli, Sli } from '../../core/model.ts'
import { factorOf } from './constant-factor.ts'
import { absenceProblems, type CountedPair, type CountedSide, eventProblems } from './event-checks.ts'
import { goodProblems } from './good-checks.ts'
import { type PlacedQuery, rewritten } from './placed-query.ts'
import { manyProblem, selfDivisions, seriesProblems } from './series-checks.ts'
import { termProblems } from './term-checks.ts'
import { valueProblems } from './value-checks.ts'

/** Whether queries are brought into the common form, or stay as they are written and are only judged. */
export type QueryUse = 'normal' | 'verbatim'

/** The SLI of two queries; complains about what they count. Undefined where they cannot be used together. */
export function eventsSli(error: PlacedQuery, total: PlacedQuery, use: QueryUse): EventSli | undefined {
  const sli = pairSli(error, total, use)
  return sli !== undefined && (error.isNewer || total.isNewer) ? { ...sli, isNewer: true } : sli
}

function pairSli(error: PlacedQuery, total: PlacedQuery, use: QueryUse): EventSli | undefined {
  const [bad, all] = [sideOf(error), sideOf(total)]
  const verbatim: EventSli = { kind: 'events', errorQuery: error.text, totalQuery: total.text }
  if (bad === undefined || all === undefined) return verbatim
  const isGood = judge({ error: bad, total: all }, { error, total }, use)
  if (!isGood) return undefined
  return use === 'verbatim' ? verbatim : commonForm(bad.count, all.count, verbatim)
}

/** The SLI of good and all events: the rest of all is bad, also where no good one was ever counted. */
export function goodSli(good: PlacedQuery, total: PlacedQuery, use: QueryUse): EventSli | undefined {
  const rest = `clamp_min((${total.text}) - ((${good.text}) or 0 * (${total.text})), 0)`
  return eventsSli(rewritten(good, rest), total, use)
}

/** The SLI of a value that is bad or good at each moment: it is sampled once a minute, and each sample is an event. */
export function sampledSli(value: PlacedQuery, bad: string, limit: number, use: QueryUse): EventSli | undefined {
  const ast = readAst(value.placed)
  const series = ast === undefined ? undefined : outputSeries(ast.root)
  if (series?.kind === 'many') {
    const suspect = use === 'normal' ? 'error' : 'warning'
    value.complain({
      ...manyProblem(series, value.placed, suspect),
      help: 'Make one value of them: max(…), min(…) or avg(…).',
    })
    if (suspect === 'error') return undefined
  }
  // A quantile without events is NaN, which is at least nothing, and no event.
  const inner = `((${fillWindow(value.text, '5m')}) >= -Inf)`
  return {
    kind: 'events',
    errorQuery: `sum_over_time((${inner} ${bad} bool ${limit})[{{.window}}:1m])`,
    totalQuery: `count_over_time(${inner}[{{.window}}:1m])`,
  }
}

/** The SLI of a ratio: as events where it can be taken apart, so that windows are weighted by them. */
export function ratioSli(ratio: PlacedQuery, use: QueryUse): Sli | undefined {
  const sli = singleSli(ratio, use)
  return sli !== undefined && ratio.isNewer ? { ...sli, isNewer: true } : sli
}

function singleSli(ratio: PlacedQuery, use: QueryUse): Sli | undefined {
  const verbatim: Sli = { kind: 'ratio', errorRatioQuery: ratio.text }
  const ast = readAst(ratio.placed)
  if (ast === undefined) return verbatim
  const many = outputSeries(ast.root)
  const suspect = use === 'normal' ? 'error' : 'warning'
  if (many.kind === 'many') {
    ratio.complain(manyProblem(many, ratio.placed, suspect))
    if (suspect === 'error') return undefined
  }
  if (isCountIn(ast.root, ast)) {
    ratio.complain({ ...NO_RATIO, severity: suspect })
    if (suspect === 'error') return undefined
  }
  const counts = readRatio(ratio.placed)
  if (isMiss(counts)) {
    const divided = many.kind === 'many' ? [] : selfDivisions(ast.root, suspect)
    for (const problem of divided) ratio.complain(problem)
    return divided.length > 0 && suspect === 'error' ? undefined : splitOrBare(ratio, ast, verbatim, use)
  }
  const [some, all] = counts.parts
  const pair = { error: { part: some, ast, count: counts.errors }, total: { part: all, ast, count: counts.total } }
  const isGood = judge(pair, { error: ratio, total: ratio }, use)
  if (!isGood) return undefined
  const { withoutEvents } = counts
  if (withoutEvents !== undefined && withoutEvents.value !== 0 && use === 'normal') {
    const { value, range } = withoutEvents
    ratio.complain({
      ...NO_EVENTS,
      message: `Without events the ratio is to be ${value} here, and the rules give none`,
      range,
    })
  }
  return use === 'verbatim' ? verbatim : { kind: 'events', ...normalQueries(normalEvents(counts.errors, counts.total)) }
}

/** Whether a part is a number of events, or a sum in which one is: `a + b / c` divides only b. */
function isCountIn(part: Ast, ast: QueryAst): boolean {
  if (!isMiss(countOf(part, ast))) return true
  const isSum = part.kind === 'binary' && (part.operator === '+' || part.operator === '-')
  return isSum && (isCountIn(part.left, ast) || isCountIn(part.right, ast))
}

const NO_EVENTS = {
  severity: 'warning',
  code: 'constant-errors',
  help: 'Leave the constant out: the alert about missing data says that there are no events, and they spend no budget.',
} as const

const NO_RATIO = {
  code: 'not-a-ratio',
  message: 'This is a number of events, and not the part of all events that is bad',
  help: 'Divide it by all events, or write `events` with two queries. A division comes first, so that `a + b / c` and `a or vector(0) / b` need brackets: (a + b) / c.',
} as const

/** A ratio of which the parts are not plain counts is still weighted by its lower part, where it has one. */
function splitOrBare(ratio: PlacedQuery, ast: QueryAst, verbatim: Sli, use: QueryUse): Sli {
  const factor = factorOf(ast.root)
  // A percentage that a gauge gives is divided by 100, and that is right; a quotient of events is a part of one already.
  if (factor > 1 || (factor !== 1 && isQuotient(ast.root))) {
    const message = `A constant makes the ratio ${Number(factor.toPrecision(4))} times as large as it is`
    const help = 'A ratio is a part of one, not a percentage: leave the factor out.'
    ratio.complain({ severity: 'warning', code: 'constant-factor', message, help })
  }
  if (use === 'verbatim') return verbatim
  const split = splitRatio(ratio.text)
  // A number weighs every moment alike, and is there when nothing else is.
  if (split === undefined || !readsSeries(readAst(split.totalQuery)?.root)) {
    for (const problem of absenceProblems(ast.root)) ratio.complain(problem)
    return { kind: 'ratio', errorRatioQuery: portableQuery(ratio.text) }
  }
  const [bad, all] = [partOf(split.errorQuery), partOf(split.totalQuery)]
  if (bad !== undefined && all !== undefined) {
    const problems = eventProblems({ error: bad, total: all }).filter(({ code }) => code !== 'constant-factor')
    for (const { side: _, range: __, ...problem } of problems) ratio.complain(problem)
  }
  return { kind: 'events', errorQuery: portableQuery(split.errorQuery), totalQuery: portableQuery(split.totalQuery) }
}

/** Whether something that was measured is divided by something that was measured. */
function isQuotient(query: Ast): boolean {
  return partsOf(query).some(part => part.kind === 'binary' && part.operator === '/' && readsSeries(part.right))
}

function readsSeries(part: Ast | undefined): boolean {
  return part === undefined || partsOf(part).some(({ kind }) => kind === 'selector')
}

function partOf(query: string): CountedSide | undefined {
  const ast = readAst(query)
  return ast === undefined ? undefined : { part: ast.root, ast, count: readEventCount(query) }
}

function sideOf(query: PlacedQuery): CountedSide | undefined {
  const ast = readAst(query.placed)
  return ast === undefined ? undefined : { part: ast.root, ast, count: countOf(ast.root, ast) }
}

/** Complains about a pair; gives whether it can be used. */
function judge(pair: CountedPair, queries: { error: PlacedQuery; total: PlacedQuery }, use: QueryUse): boolean {
  const suspect = use === 'normal' ? 'error' : 'warning'
  const texts = { error: queries.error.placed, total: queries.total.placed }
  const parts: { error: Ast; total: Ast } = { error: pair.error.part, total: pair.total.part }
  const ofSeries = seriesProblems(parts, texts, suspect)
  const ofEvents = [...valueProblems(pair), ...eventProblems(pair), ...termProblems(pair), ...goodProblems(pair)].map(
    problem => (use === 'normal' ? problem : { ...problem, severity: 'warning' as const }),
  )
  const wanted = use === 'normal' ? ofEvents : ofEvents.filter(({ code }) => code !== 'first-errors-lost')
  const problems = ofSeries.some(({ severity }) => severity === 'error') ? ofSeries : [...ofSeries, ...wanted]
  for (const { side, ...problem } of problems) queries[side].complain(problem)
  return !problems.some(({ severity }) => severity === 'error')
}

function commonForm(errors: CountedSide['count'], total: CountedSide['count'], verbatim: EventSli): EventSli {
  if (isMiss(errors) || isMiss(total)) {
    const { errorQuery, totalQuery } = verbatim
    return { kind: 'events', errorQuery: portableQuery(errorQuery), totalQuery: portableQuery(totalQuery) }
  }
  return { kind: 'events', ...normalQueries(normalEvents(errors, total)) }
}
