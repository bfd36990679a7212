import type { Ast } from './ast.ts'

const OPERATORS: Readonly<Record<string, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '%': (left, right) => left % right,
  '^': (left, right) => left ** right,
}

/** What an operator makes of two numbers; undefined for what is none. */
export function calculated(operator: string, left: Ast, right: Ast): number | undefined {
  return left.kind === 'number' && right.kind === 'number' ? OPERATORS[operator]?.(left.value, right.value) : undefined
}

/** The number that a part is, also as a series without labels. */
export function constantOf(part: Ast): number | undefined {
  if (part.kind === 'number') return part.value
  if (part.kind === 'binary') {
    const [left, right] = [constantOf(part.left), constantOf(part.right)]
    return left === undefined || right === undefined ? undefined : OPERATORS[part.operator]?.(left, right)
  }
  if (part.kind !== 'call' || (part.name !== 'vector' && part.name !== 'scalar')) return undefined
  const [inner] = part.given
  return inner === undefined ? undefined : constantOf(inner)
}
