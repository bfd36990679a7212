import type { SyntaxNode } from '@lezer/common'
import type { PromqlType } from './functions.ts'
import { children, textOf } from './nodes.ts'
import { NEWER_PROMQL, type PromqlProblem } from './problem.ts'

const COMPARISONS = ['Eql', 'Neq', 'Lss', 'Lte', 'Gtr', 'Gte']
const SETS = ['And', 'Or', 'Unless']
const TRIMS = ['TrimUpper', 'TrimLower']

/** A binary expression taken apart, as far as its rules look at it. */
interface Operation {
  readonly query: string
  readonly node: SyntaxNode
  /** The operator, and what it is called in the grammar. */
  readonly operator: SyntaxNode
  readonly isScalar: readonly boolean[]
  readonly hasBool: boolean
  /** What stands in the brackets of on or ignoring; undefined without them. */
  readonly matching: readonly string[] | undefined
  readonly isOn: boolean
  /** group_left or group_right. */
  readonly group: SyntaxNode | null
  readonly included: readonly string[]
}

/** One rule about operators: whether it is broken, and what to say then. */
interface OperatorRule {
  readonly isBroken: (operation: Operation) => boolean
  readonly code?: string
  readonly message: string
  readonly help: string
}

const RULES: readonly OperatorRule[] = [
  {
    isBroken: ({ operator, hasBool }) => hasBool && !COMPARISONS.includes(operator.name),
    message: '"bool" belongs to comparisons only',
    help: 'Leave it out.',
  },
  {
    isBroken: ({ operator, hasBool, isScalar }) =>
      COMPARISONS.includes(operator.name) && !hasBool && isScalar.every(Boolean),
    message: 'Two scalars can only be compared with "bool"',
    help: 'Write "bool" behind the operator, as in 1 > bool 0.',
  },
  {
    isBroken: ({ operator, isScalar }) => SETS.includes(operator.name) && isScalar.some(Boolean),
    message: '"and", "or" and "unless" join instant vectors, and one side is a scalar',
    help: 'Put the number into vector(), as in x or vector(0).',
  },
  {
    isBroken: ({ matching = [], isScalar }) => matching.length > 0 && isScalar.some(Boolean),
    message: '"on" and "ignoring" match series, and one side is a scalar',
    help: 'Leave them out.',
  },
  {
    isBroken: ({ operator, group, isScalar }) =>
      SETS.includes(operator.name) && group !== null && !isScalar.some(Boolean),
    message: '"and", "or" and "unless" take no group_left or group_right',
    help: 'Leave it out: they match many series with many.',
  },
  {
    isBroken: ({ matching = [], isOn, included }) => isOn && matching.some(label => included.includes(label)),
    message: 'A label stands in "on" and in group_left or group_right at once',
    help: 'A label that is matched on is there already: leave it out of the second list.',
  },
  {
    isBroken: ({ node }) => node.getChild('FillModifier') !== null,
    code: 'promql-experimental',
    message: 'Prometheus reads "fill" only with a feature flag',
    help: 'Write `or vector(0)` or `or 0 * …` instead.',
  },
  {
    isBroken: ({ operator }) => TRIMS.includes(operator.name),
    code: NEWER_PROMQL,
    message: 'Only Prometheus 3 reads this operator',
    help: 'Choose another one.',
  },
]

/** What Prometheus refuses of a binary expression whose two sides are of these types. */
export function operatorProblems(
  query: string,
  node: SyntaxNode,
  types: readonly PromqlType[],
): readonly PromqlProblem[] {
  const operator = children(node)[1]
  if (operator === undefined) return []
  const clause = node.getChild('MatchingModifierClause')
  const lists = clause?.getChildren('GroupingLabels').map(list => labelsIn(query, list)) ?? []
  const operation: Operation = {
    query,
    node,
    operator,
    isScalar: types.map(type => type === 'scalar'),
    hasBool: node.getChild('BoolModifier') !== null,
    matching: lists[0],
    isOn: clause !== null && clause.getChild('On') !== null,
    group: clause?.getChild('GroupLeft') ?? clause?.getChild('GroupRight') ?? null,
    included: lists[1] ?? [],
  }
  return RULES.filter(rule => rule.isBroken(operation)).map(({ code = 'promql-operator', message, help }) => ({
    code,
    message,
    help,
    range: [operator.from, operator.to],
  }))
}

function labelsIn(query: string, list: SyntaxNode): readonly string[] {
  return children(list)
    .filter(({ name }) => name.endsWith('LabelName'))
    .map(label => textOf(query, label))
}
