import type { Ast } from './ast.ts'

/** Whether a part has a value even if no series exists. */
export function isNeverAbsent(part: Ast): boolean {
  switch (part.kind) {
    case 'number':
      return true
    case 'negative':
      return isNeverAbsent(part.inner)
    case 'aggregate':
      return part.given.some(isNeverAbsent)
    case 'call':
      return (
        ['vector', 'time', 'pi'].includes(part.name) ||
        part.given.filter(inner => inner.kind !== 'number').some(isNeverAbsent)
      )
    case 'binary': {
      const [left, right] = [isNeverAbsent(part.left), isNeverAbsent(part.right)]
      if (part.operator === 'or') return left || right
      return !COMPARING.includes(part.operator) && left && right
    }
    default:
      return false
  }
}

const COMPARING = ['and', 'unless', '>', '<', '>=', '<=', '==', '!=']
