import type { Ast } from '../../../lib/promql/query/ast.ts'
import { type CountedPair, countsUp } from './event-checks.ts'
import type { QueryProblem } from './placed-query.ts'

/** Functions whose result is a time or a size, however many events it is of. */
const VALUES = ['histogram_quantile', 'histogram_avg', 'quantile_over_time']

/** What hands a value on as it is; one with `bool` makes 0 or 1 of it. */
const COMPARISONS = ['>', '>=', '<', '<=', '==', '!=', 'and', 'unless']
const HANDING_ON = ['sum', 'max', 'min', 'avg']

type SideProblem = QueryProblem & { readonly side: keyof CountedPair }

/** What is in the place of a number of events and is none. */
export function valueProblems(pair: CountedPair): readonly SideProblem[] {
  return [...quantileProblems(pair), ...ratioProblems(pair)]
}

/** A ratio in the place of events, which the rules would divide by all events once more. */
function ratioProblems(pair: CountedPair): readonly SideProblem[] {
  const { error, total } = pair
  if (isRatio(error.part) === isRatio(total.part)) return []
  const side = isRatio(error.part) ? 'error' : 'total'
  const message = `This is a ratio, and not a number of events: ${side === 'error' ? 'it would be divided by all events once more' : 'errors are no part of it'}`
  const help = 'Leave the division out, or write the ratio of errors as `raw: { error_ratio_query: … }`.'
  const { from, to } = pair[side].part
  return [{ severity: 'error', code: 'not-a-count', message, help, range: [from, to], side }]
}

/** Whether counters are divided by counters, and by nothing multiplied but constants. */
function isRatio(part: Ast): boolean {
  if (part.kind !== 'binary') return false
  const { operator, left, right } = part
  if (operator === '/') return right.kind === 'number' ? isRatio(left) : countsUp(right)
  if (operator === '*') return [left, right].some(one => one.kind === 'number') && (isRatio(left) || isRatio(right))
  return (operator === '-' || operator === 'or') && (isRatio(left) || isRatio(right))
}

/** A value in the place of a number of events: `histogram_quantile(…) > 0.5` gives the quantile, and not how many were slower. */
function quantileProblems({ error, total }: CountedPair): readonly SideProblem[] {
  return (['error', 'total'] as const).flatMap(side => {
    const value = valueIn({ error, total }[side].part)
    if (value === undefined) return []
    const message = `${value.name}() is a value, and not a number of events`
    const help = 'Count the slow ones: all - sum(rate(…_bucket{le="…"}[{{.window}}])), or write `latency`.'
    return [{ severity: 'error', code: 'not-a-count', message, help, range: [value.from, value.to], side }]
  })
}

function valueIn(part: Ast): Extract<Ast, { kind: 'call' }> | undefined {
  if (part.kind === 'call') return VALUES.includes(part.name) ? part : undefined
  if (part.kind === 'aggregate')
    return HANDING_ON.includes(part.name) && part.given[0] ? valueIn(part.given[0]) : undefined
  if (part.kind !== 'binary' || part.isBool) return undefined
  if (part.operator === 'or') return valueIn(part.left) ?? valueIn(part.right)
  return COMPARISONS.includes(part.operator) ? valueIn(part.left) : undefined
}
