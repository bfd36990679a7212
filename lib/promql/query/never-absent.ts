import type { Ast } from './ast.ts'
import { partsOf } from './output-series.ts'
import { isZero } from './zero.ts'

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
        ['vector', 'time', 'pi', 'absent', 'absent_over_time'].includes(part.name) ||
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

/** A part of a sum of events that stands in for them where they are missing, and counts none: `x or sum(up)`. */
export function standIn(part: Ast): Ast | undefined {
  switch (part.kind) {
    case 'negative':
      return standIn(part.inner)
    case 'aggregate':
    case 'call':
      return firstOf(part.given)
    case 'binary': {
      const { operator, left, right } = part
      const isOther =
        operator === 'or' && countsOver(left) && !countsOver(right) && !isZero(right) && !isNeverAbsent(right)
      return isOther
        ? right
        : firstOf(operator === 'or' ? [left, right] : COMPARING.includes(operator) ? [left] : [left, right])
    }
    default:
      return undefined
  }
}

function firstOf(parts: readonly Ast[]): Ast | undefined {
  for (const part of parts) {
    const found = standIn(part)
    if (found !== undefined) return found
  }
  return undefined
}

/** Whether a part counts over a range or a subquery. */
function countsOver(part: Ast): boolean {
  return partsOf(part).some(one => one.kind === 'subquery' || (one.kind === 'selector' && one.range !== undefined))
}
