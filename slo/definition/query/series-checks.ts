import type { DiagnosticSeverity } from '../../../lib/diagnostic/diagnostic.ts'
import type { Ast, SelectorPart } from '../../../lib/promql/query/ast.ts'
import { isSame } from '../../../lib/promql/query/matching-values.ts'
import { type OutputSeries, outputSeries, partsOf } from '../../../lib/promql/query/output-series.ts'
import type { QueryProblem } from './placed-query.ts'

/** The parts of a query pair. */
interface Pair {
  readonly error: Ast
  readonly total: Ast
}

/** What is wrong with the series of one side of a pair. */
export type SeriesProblem = QueryProblem & { readonly side: 'error' | 'total' }

type Many = Extract<OutputSeries, { kind: 'many' }>

/** Why bad and all events do not come as one number each, or as one for each group that both have. */
export function seriesProblems(
  { error, total }: Pair,
  texts: { error: string; total: string },
  severity: DiagnosticSeverity,
): readonly SeriesProblem[] {
  const [bad, all] = [outputSeries(error), outputSeries(total)]
  if (bad.kind === 'many' || all.kind === 'many') {
    if (bad.kind === 'many' && all.kind === 'many' && areSameGroups(bad, all))
      return splittingProblems({ error, total }, severity)
    return [
      ...(bad.kind === 'many' ? [{ ...manyProblem(bad, texts.error, severity), side: 'error' as const }] : []),
      ...(all.kind === 'many' ? [{ ...manyProblem(all, texts.total, severity), side: 'total' as const }] : []),
    ]
  }
  if (neverMatch(bad, all)) {
    const message = `Errors come with ${labelsText(bad)} and all events with ${labelsText(all)}: they never match`
    return [{ severity: 'error', code: 'labels-differ', message, help: 'Sum both by the same labels.', side: 'error' }]
  }
  return splittingProblems({ error, total }, severity)
}

type Counted = Exclude<OutputSeries, Many>

/** Whether no series of one side can have the labels of one of the other; of an unknown one only some labels are known. */
function neverMatch(bad: Counted, all: Counted): boolean {
  if (bad.kind === 'known' && all.kind === 'known') return bad.labels.join() !== all.labels.join()
  const lacks = (one: Counted, other: Counted): boolean =>
    one.kind === 'unknown' && other.kind === 'known' && one.has.some(label => !other.labels.includes(label))
  return lacks(bad, all) || lacks(all, bad)
}

function labelsText(series: Counted): string {
  const labels = series.kind === 'known' ? series.labels : series.has
  return labels.length === 0 ? 'no labels' : labels.join(', ')
}

/**
 * Divisions inside of a query that divide series by themselves: `sum(errors / all)` of one metric matches each series of
 * errors with the same one of all, however the quotients are summed up.
 */
export function selfDivisions(query: Ast, severity: DiagnosticSeverity): readonly QueryProblem[] {
  return partsOf(query).flatMap(part => {
    if (part.kind !== 'binary' || part.operator !== '/') return []
    const { left: error, right: total, matching, from, to } = part
    const isMatched = (label: string): boolean =>
      matching === undefined || matching.labels.includes(label) === matching.isOn
    const problems = splittingProblems({ error, total }, severity, isMatched)
    return problems.map(({ side: _, ...problem }) => ({ ...problem, range: [from, to] as const }))
  })
}

/** The problem of a query that gives several series, at the part that does. */
export function manyProblem(
  { selector, part, without }: Many,
  text: string,
  severity: DiagnosticSeverity,
): QueryProblem {
  const written = text.slice(part.from, part.to).replace(/\s+/g, ' ')
  const shown = written.length <= LONGEST_HELP ? written : '…'
  const isOfSamples =
    /_over_time$/.test(part.kind === 'call' ? part.name : '') && part.kind === 'call' && part.name !== 'sum_over_time'
  const name = selector.metric === '' ? 'what it selects' : selector.metric
  const kept = without === undefined ? '' : `, for \`without\` keeps every other label`
  return {
    severity,
    code: 'many-series',
    message: `This gives a value for each series of ${name}${kept}, and each would be judged by itself`,
    help:
      part.kind === 'aggregate'
        ? `Sum them up: sum(…) in the place of ${part.name}${without === undefined ? '(…)' : ' without (…)'}, or sum by (…) with the labels that both queries keep.`
        : `Sum them up: ${isOfSamples ? 'avg' : 'sum'}(${shown}).`,
    range: [part.from, part.to],
  }
}

const LONGEST_HELP = 100

/** `without` of the same labels on both sides leaves the same groups. */
function areSameGroups(one: Many, other: Many): boolean {
  if (one.without === undefined || other.without === undefined) return false
  return [...one.without].sort().join() === [...other.without].sort().join()
}

/** A group by the label that tells errors from other events is either all bad or all good. */
function splittingProblems(
  { error, total }: Pair,
  severity: DiagnosticSeverity,
  isMatched: (label: string) => boolean = () => true,
): readonly SeriesProblem[] {
  const kept = keptLabels(error)
  const [bad, all] = [selectorsIn(error), selectorsIn(total)]
  const split = bad.flatMap(one => {
    const same = all.filter(({ metric }) => metric === one.metric)
    if (same.length === 0) return []
    return one.matchers.filter(
      matcher =>
        kept(matcher.label) &&
        isMatched(matcher.label) &&
        same.every(other => !other.matchers.some(own => isSame(own, matcher))),
    )
  })
  const [found] = split
  if (found === undefined) return []
  const message = `The label ${found.label} tells errors from other events, and it is kept: each of its groups is all bad or all good`
  const help = `Leave ${found.label} out of the labels that both queries keep.`
  return [{ severity, code: 'group-splits-errors', message, help, side: 'error' }]
}

function keptLabels(part: Ast): (label: string) => boolean {
  const series = outputSeries(part)
  if (series.kind === 'known') return label => series.labels.includes(label)
  return label => series.without?.includes(label) !== true
}

function selectorsIn(part: Ast): readonly SelectorPart[] {
  return partsOf(part).flatMap(one => (one.kind === 'selector' ? [one] : []))
}
