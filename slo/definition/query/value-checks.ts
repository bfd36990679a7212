import type { Ast } from '../../../lib/promql/query/ast.ts'
import type { CountedPair } from './event-checks.ts'
import type { QueryProblem } from './placed-query.ts'

/** Functions whose result is a time or a size, however many events it is of. */
const VALUES = ['histogram_quantile', 'histogram_avg', 'quantile_over_time']

/** What hands a value on as it is; one with `bool` makes 0 or 1 of it. */
const COMPARISONS = ['>', '>=', '<', '<=', '==', '!=', 'and', 'unless']
const HANDING_ON = ['sum', 'max', 'min', 'avg']

/** A value in the place of a number of events: `histogram_quantile(…) > 0.5` gives the quantile, and not how many were slower. */
export function valueProblems({
  error,
  total,
}: CountedPair): readonly (QueryProblem & { readonly side: 'error' | 'total' })[] {
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
