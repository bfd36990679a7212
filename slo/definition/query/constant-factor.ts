import type { Ast } from '../../../lib/promql/query/ast.ts'
import { constantOf } from '../../../lib/promql/query/constant.ts'
import type { QueryProblem } from './placed-query.ts'

/** What a factor does that errors have and all events lack. */
export function factorProblem(factor: number): QueryProblem & { readonly side: 'error' } {
  const shown = Number(factor.toPrecision(4))
  return {
    severity: 'warning',
    code: 'constant-factor',
    message: `A constant makes each error count ${shown} times, and the budget burns that much too ${factor < 1 ? 'slowly' : 'fast'}`,
    help: 'A ratio is a part of one, not a percentage: leave the factor out, or write it on both sides.',
    side: 'error',
  }
}

/** The constant that a whole part is multiplied by; `100 - x` is a percentage as 100 * x is. */
export function factorOf(part: Ast): number {
  if (part.kind === 'call' || part.kind === 'aggregate') {
    const inner = part.given.find(({ kind }) => kind !== 'number' && kind !== 'string')
    return inner === undefined || !HANDING_ON.includes(part.name) ? 1 : factorOf(inner)
  }
  if (part.kind !== 'binary') return 1
  const { operator, left, right } = part
  const [before, behind] = [constantOf(left), constantOf(right)]
  if (operator === 'or') return factorOf(left)
  if (operator === '*' && before !== undefined) return before * factorOf(right)
  if (operator === '*' && behind !== undefined) return behind * factorOf(left)
  if (operator === '-' && before !== undefined && before > 1) return before
  return operator === '/' && behind !== undefined ? factorOf(left) / behind : 1
}

/** What gives a factor inside of it on as it is, or nearly so. */
const HANDING_ON = [
  ...['sum', 'max', 'min', 'avg', 'ceil', 'floor', 'round', 'abs', 'clamp', 'clamp_min', 'clamp_max'],
  ...['scalar', 'vector', 'label_replace', 'label_join', 'sort', 'sort_desc'],
]
