import type { Ast } from './ast.ts'

/**
 * Whether a part lets events through at some times only, as a maintenance or office hours do that are written in a query:
 * `and`, `unless`, or a product with what is 0 or 1 or missing.
 */
export function isFilter(part: Ast): boolean {
  if (part.kind !== 'binary') return false
  const { operator, left, right } = part
  if (operator === 'and' || operator === 'unless') return true
  return (operator === '*' || operator === '/') && [left, right].some(isSwitch)
}

const COMPARISONS = ['==', '!=', '>', '<', '>=', '<=']

/** Whether a part is there, or is 1, only while something holds. */
function isSwitch(part: Ast): boolean {
  switch (part.kind) {
    case 'binary':
      return COMPARISONS.includes(part.operator) || [part.left, part.right].some(isSwitch)
    case 'aggregate':
      return part.given.some(isSwitch)
    case 'call':
      return part.name === 'absent' || part.given.some(isSwitch)
    case 'negative':
      return isSwitch(part.inner)
    default:
      return false
  }
}
