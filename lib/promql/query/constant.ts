import { calculated } from './arithmetic.ts'
import type { Ast } from './ast.ts'

/** The number that a part is, also as a series without labels. */
export function constantOf(part: Ast): number | undefined {
  if (part.kind === 'number') return part.value
  if (part.kind === 'binary') return calculated(part.operator, constantOf(part.left), constantOf(part.right))
  if (part.kind !== 'call' || (part.name !== 'vector' && part.name !== 'scalar')) return undefined
  const [inner] = part.given
  return inner === undefined ? undefined : constantOf(inner)
}
