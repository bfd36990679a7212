import { children, expressionsOf, textOf } from '../../lib/promql/nodes.ts'
import { isTooDeep } from '../../lib/promql/syntax.ts'
import { parsePromql } from '../../lib/promql/tree.ts'

/** An operation on two expressions. */
export interface Binary {
  readonly operator: string
  /** Whether a comparison gives 0 or 1, and drops nothing. */
  readonly isBool: boolean
  readonly left: string
  readonly right: string
}

/** Every binary operation of a query. */
export function binariesIn(query: string): readonly Binary[] {
  if (isTooDeep(query)) return []
  const found: Binary[] = []
  parsePromql(query).iterate({
    enter: ({ node }) => {
      if (node.name !== 'BinaryExpr') return
      const [left = null, right = null] = expressionsOf(node)
      const operator = children(node).find(({ name }) => OPERATORS.has(name))
      const isBool = children(node).some(({ name }) => name === 'BoolModifier')
      found.push({
        operator: textOf(query, operator ?? null),
        isBool,
        left: textOf(query, left),
        right: textOf(query, right),
      })
    },
  })
  return found
}

const OPERATORS = new Set(['Add', 'Sub', 'Mul', 'Div', 'Mod', 'Pow', 'Eql', 'Neq', 'Gtr', 'Gte', 'Lss', 'Lte'])
