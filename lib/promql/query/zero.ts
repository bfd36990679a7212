import type { Ast } from './ast.ts'

/** Whether a part is zero wherever it has a value: `vector(0)`, `0 * x`, `x - x` and sums of these. */
export function isZero(part: Ast): boolean {
  switch (part.kind) {
    case 'number':
      return part.value === 0
    case 'negative':
      return isZero(part.inner)
    case 'aggregate':
      return ['sum', 'max', 'min', 'avg'].includes(part.name) && part.given.every(isZero)
    case 'call':
      return ['vector', 'scalar', 'abs', 'label_replace', 'clamp_min'].includes(part.name) && isZeroCall(part.given)
    case 'binary':
      return isZeroOperation(part)
    default:
      return false
  }
}

function isZeroCall([inner]: readonly Ast[]): boolean {
  return inner !== undefined && isZero(inner)
}

function isZeroOperation({ operator, left, right }: Extract<Ast, { kind: 'binary' }>): boolean {
  if (operator === '*') return isZero(left) || isZero(right)
  if (operator === '/' || operator === 'and' || operator === 'unless') return isZero(left)
  return ['+', '-', 'or'].includes(operator) && isZero(left) && isZero(right)
}
