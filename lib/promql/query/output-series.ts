import { PROMQL_FUNCTIONS } from '../functions.ts'
import type { Ast, Grouping, SelectorPart } from './ast.ts'

/** Which series a query gives: one for each set of known labels, one for each series of a metric, or not known. */
export type OutputSeries =
  | { readonly kind: 'known'; readonly labels: readonly string[] }
  /** `without` leaves all labels but these. */
  | { readonly kind: 'many'; readonly selector: SelectorPart; readonly part: Ast; readonly without?: readonly string[] }
  /** As many as a recorded series or a named process has; it surely `has` these labels, and not those it is `without`. */
  | { readonly kind: 'unknown'; readonly has: readonly string[]; readonly without: readonly string[] }

const ONE: OutputSeries = { kind: 'known', labels: [] }

/** The series that a part of a query gives. */
export function outputSeries(part: Ast): OutputSeries {
  switch (part.kind) {
    case 'selector':
      return isPinned(part)
        ? { kind: 'unknown', has: namedBy(part), without: [] }
        : { kind: 'many', selector: part, part }
    case 'call':
      return ofCall(part)
    case 'aggregate':
      return ofAggregate(part)
    case 'binary':
      return ofBinary(part)
    case 'negative':
    case 'subquery':
      return outputSeries(part.inner)
    default:
      return ONE
  }
}

/** Labels of which each value is one series, or as good as one. */
const IDENTIFYING = ['instance', 'pod', 'container_id', 'id', 'uid']

/**
 * Whether a selector takes one series, as far as its text shows: what is recorded by a rule is summed up already, and one
 * process may be named.
 */
function isPinned({ metric, matchers }: SelectorPart): boolean {
  if (metric.includes(':')) return true
  return matchers.some(({ label, operator, text }) => IDENTIFYING.includes(label) && operator === '=' && text !== '')
}

/** The labels that a selector names with one value each: its series have them. */
function namedBy({ matchers }: SelectorPart): readonly string[] {
  return matchers.flatMap(({ label, operator, text }) => (operator === '=' && text !== '' ? [label] : []))
}

function ofCall(part: Extract<Ast, { kind: 'call' }>): OutputSeries {
  const { name, given } = part
  if (name === 'absent' || name === 'absent_over_time' || PROMQL_FUNCTIONS.get(name)?.gives === 'scalar') return ONE
  const vector = given.find(argument => argument.kind !== 'number' && argument.kind !== 'string')
  const series = vector === undefined ? ONE : outputSeries(vector)
  if (series.kind === 'many') return { ...series, part }
  const added =
    (name === 'label_replace' || name === 'label_join') && given[1]?.kind === 'string' ? [given[1].text] : []
  // A quantile is one of all buckets.
  const lost = name === 'histogram_quantile' ? ['le'] : []
  return series.kind === 'known' ? known([...series.labels, ...added].filter(label => !lost.includes(label))) : series
}

/** Aggregations that choose some of the series, or make several of one. */
const CHOOSING = ['topk', 'bottomk', 'limitk', 'limit_ratio', 'count_values']

function ofAggregate(part: Extract<Ast, { kind: 'aggregate' }>): OutputSeries {
  const vector = part.given.at(-1)
  const series = vector === undefined ? ONE : outputSeries(vector)
  const { grouping } = part
  if (CHOOSING.includes(part.name)) return series.kind === 'many' ? { ...series, part } : series
  if (grouping === undefined || grouping.isBy) return known(grouping?.labels ?? [])
  return without(series, part, grouping)
}

function without(series: OutputSeries, part: Ast, { labels }: Grouping): OutputSeries {
  if (series.kind === 'known') return known(series.labels.filter(label => !labels.includes(label)))
  if (series.kind === 'unknown') {
    return {
      ...series,
      has: series.has.filter(label => !labels.includes(label)),
      without: [...series.without, ...labels],
    }
  }
  return { ...series, part, without: [...(series.without ?? []), ...labels] }
}

function ofBinary(part: Extract<Ast, { kind: 'binary' }>): OutputSeries {
  const { operator, matching } = part
  const [left, right] = [outputSeries(part.left), outputSeries(part.right)]
  if (operator === 'and' || operator === 'unless' || isScalar(part.right)) return left
  if (isScalar(part.left)) return right
  // What an `or` adds are series without labels in most cases: constants.
  if (operator === 'or') return left.kind === 'many' || right.kind !== 'many' ? left : { ...right, part }
  if (matching?.group === 'left') return extended(left, matching.included)
  if (matching?.group === 'right') return extended(right, matching.included)
  if (matching?.isOn === true) return known(matching.labels)
  const both = left.kind === 'many' ? left : right
  if (both.kind !== 'many') return left.kind === 'unknown' ? right : left
  return {
    ...both,
    part,
    ...(matching === undefined ? {} : { without: [...(both.without ?? []), ...matching.labels] }),
  }
}

/** Whether a part is a number without being a series. */
export function isScalar(part: Ast): boolean {
  if (part.kind === 'number') return true
  if (part.kind === 'call') return PROMQL_FUNCTIONS.get(part.name)?.gives === 'scalar'
  if (part.kind === 'negative') return isScalar(part.inner)
  return part.kind === 'binary' && isScalar(part.left) && isScalar(part.right)
}

function extended(series: OutputSeries, labels: readonly string[]): OutputSeries {
  return series.kind === 'known' ? known([...series.labels, ...labels]) : series
}

function known(labels: readonly string[]): OutputSeries {
  return { kind: 'known', labels: [...new Set(labels)].sort() }
}

/** Every part of a query, outermost first. */
export function partsOf(part: Ast): readonly Ast[] {
  switch (part.kind) {
    case 'call':
    case 'aggregate':
      return [part, ...part.given.flatMap(partsOf)]
    case 'binary':
      return [part, ...partsOf(part.left), ...partsOf(part.right)]
    case 'negative':
    case 'subquery':
      return [part, ...partsOf(part.inner)]
    default:
      return [part]
  }
}
