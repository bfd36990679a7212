import type { SyntaxNode } from '@lezer/common'
import { PROMQL_FUNCTIONS } from '../../lib/promql/functions.ts'
import { argumentsOf, children, textOf } from '../../lib/promql/nodes.ts'
import { matchersOf } from '../../lib/promql/selector.ts'
import { isTooDeep } from '../../lib/promql/syntax.ts'
import { parsePromql } from '../../lib/promql/tree.ts'
import { groupingOf } from './grouping.ts'
import { ANY_LABEL, anyBut, both, either, type LabelSet, mayHave, only } from './label-set.ts'

/** The labels that a metric can have; undefined where they are not known. */
export type LabelsOfMetric = (name: string) => Iterable<string> | undefined

/**
 * The labels that the series of a query may have (https://prometheus.io/docs/prometheus/latest/querying/operators/).
 * Where labels are not known, the set contains all: a label that it lacks is certainly on no series.
 */
export function yieldedLabels(query: string, labelsOf: LabelsOfMetric): LabelSet {
  if (isTooDeep(query)) return ANY_LABEL
  const tree = parsePromql(query)
  let isBroken = false
  tree.iterate({
    enter: ({ type }) => {
      isBroken ||= type.isError
    },
  })
  return isBroken ? ANY_LABEL : labelsAt(tree.topNode.firstChild, { query, labelsOf })
}

interface QueryScope {
  readonly query: string
  readonly labelsOf: LabelsOfMetric
}

/** The labels of each kind of expression by those of its parts; kinds that are not listed may have any. */
const BY_KIND: Readonly<Record<string, (node: SyntaxNode, scope: QueryScope) => LabelSet>> = {
  NumberDurationLiteral: () => only(),
  StringLiteral: () => only(),
  VectorSelector: selected,
  MatrixSelector: ofFirst,
  SubqueryExpr: ofFirst,
  OffsetExpr: ofFirst,
  ParenExpr: ofFirst,
  StepInvariantExpr: ofFirst,
  AnchoredExpr: ofFirst,
  SmoothedExpr: ofFirst,
  UnaryExpr: (node, scope) => labelsAt(node.lastChild, scope),
  FunctionCall: called,
  AggregateExpr: aggregated,
  BinaryExpr: combined,
}

function labelsAt(node: SyntaxNode | null, scope: QueryScope): LabelSet {
  return node === null ? ANY_LABEL : (BY_KIND[node.name]?.(node, scope) ?? ANY_LABEL)
}

function ofFirst(node: SyntaxNode, scope: QueryScope): LabelSet {
  const inner = children(node).find(child => child.name in BY_KIND)
  return labelsAt(inner ?? null, scope)
}

function selected(node: SyntaxNode, { query, labelsOf }: QueryScope): LabelSet {
  const name = node.getChild('Identifier')
  const known = name === null ? undefined : labelsOf(textOf(query, name))
  return known === undefined ? ANY_LABEL : only([...known, '__name__'])
}

/** The functions that change labels; all others keep those of their vector. */
const BY_FUNCTION: Readonly<Record<string, (given: readonly SyntaxNode[], scope: QueryScope) => LabelSet>> = {
  absent: matchedExactly,
  absent_over_time: matchedExactly,
  histogram_quantile: ([, vector], scope) => both(labelsAt(vector ?? null, scope), anyBut(['le'])),
  histogram_quantiles: () => ANY_LABEL,
  info: () => ANY_LABEL,
  label_join: withWritten,
  label_replace: withWritten,
}

function called(node: SyntaxNode, scope: QueryScope): LabelSet {
  const name = textOf(scope.query, node.getChild('FunctionIdentifier'))
  const given = argumentsOf(node)
  const change = BY_FUNCTION[name]
  if (change !== undefined) return change(given, scope)
  const known = PROMQL_FUNCTIONS.get(name)
  if (known === undefined) return ANY_LABEL
  const place = known.takes.findIndex(({ type }) => type.endsWith('vector'))
  // Without a vector, as in time() or hour(), the result is one series without labels; the same holds for a scalar.
  if (known.gives === 'scalar' || place === -1 || given[place] === undefined) return only()
  return labelsAt(given[place], scope)
}

/** The result of absent() has the labels that its selector matches with `=`. */
function matchedExactly([argument]: readonly SyntaxNode[], { query }: QueryScope): LabelSet {
  const selector = argument?.name === 'MatrixSelector' ? argument.getChild('VectorSelector') : argument
  if (selector?.name !== 'VectorSelector') return only()
  return only(
    matchersOf(query, selector)
      .filter(({ operator }) => operator === '=')
      .map(({ label }) => label),
  )
}

function withWritten([vector, name]: readonly SyntaxNode[], scope: QueryScope): LabelSet {
  return either(labelsAt(vector ?? null, scope), written(name, scope))
}

/** The label that a string names; any where it contains a variable. */
function written(name: SyntaxNode | undefined, { query }: QueryScope): LabelSet {
  const label = textOf(query, name ?? null).slice(1, -1)
  return /^[a-zA-Z_]\w*$/.test(label) ? only([label]) : ANY_LABEL
}

/** Aggregations that select some of the series and keep their labels. */
const CHOOSING = new Set(['topk', 'bottomk', 'limitk', 'limit_ratio'])

function aggregated(node: SyntaxNode, scope: QueryScope): LabelSet {
  const name = textOf(scope.query, node.getChild('AggregateOp')).toLowerCase()
  const given = argumentsOf(node)
  const vector = labelsAt(given.at(-1) ?? null, scope)
  if (CHOOSING.has(name)) return vector
  const kept = grouped(node.getChild('AggregateModifier'), vector, scope)
  return name === 'count_values' ? either(kept, written(given[0], scope)) : kept
}

function grouped(modifier: SyntaxNode | null, vector: LabelSet, { query }: QueryScope): LabelSet {
  if (modifier === null) return only()
  const labels = groupingOf(modifier.getChild('GroupingLabels'), query)
  if (labels === undefined) return vector
  return both(vector, modifier.getChild('By') === null ? anyBut([...labels, '__name__']) : only(labels))
}

function combined(node: SyntaxNode, scope: QueryScope): LabelSet {
  const operands = children(node).filter(child => child.name in BY_KIND)
  const [left, right] = operands
  if (left === undefined || right === undefined || operands.length > 2) return ANY_LABEL
  const [ofLeft, ofRight] = [labelsAt(left, scope), labelsAt(right, scope)]
  if (node.getChild('Or') !== null) return either(ofLeft, ofRight)
  if (node.getChild('And') !== null || node.getChild('Unless') !== null || isScalar(right, scope.query)) return ofLeft
  if (isScalar(left, scope.query)) return ofRight
  return matched(node.getChild('MatchingModifierClause'), ofLeft, ofRight, scope)
}

function matched(clause: SyntaxNode | null, left: LabelSet, right: LabelSet, { query }: QueryScope): LabelSet {
  // Without a clause the labels of both sides are the same; only the metric's name may differ.
  if (clause === null) return both(left, either(right, only(['__name__'])))
  const [own = null, extra = null] = clause.getChildren('GroupingLabels')
  const labels = groupingOf(own, query)
  if (clause.getChild('GroupLeft') !== null) return carried(left, right, groupingOf(extra, query))
  if (clause.getChild('GroupRight') !== null) return carried(right, left, groupingOf(extra, query))
  if (labels === undefined) return left
  return clause.getChild('On') === null ? both(left, anyBut(labels)) : both(both(left, right), only(labels))
}

/** The “many” side keeps its labels, and takes the named ones from the “one” side. */
function carried(many: LabelSet, one: LabelSet, names: readonly string[] | undefined): LabelSet {
  if (names === undefined) return ANY_LABEL
  return either(both(many, anyBut(names)), only(names.filter(name => mayHave(one, name))))
}

/** Whether an operand is a scalar: an operation with it keeps the labels of the other side. */
function isScalar(node: SyntaxNode, query: string): boolean {
  if (node.name === 'NumberDurationLiteral') return true
  if (node.name === 'FunctionCall') {
    return PROMQL_FUNCTIONS.get(textOf(query, node.getChild('FunctionIdentifier')))?.gives === 'scalar'
  }
  const parts = children(node).filter(child => child.name in BY_KIND)
  return ['ParenExpr', 'UnaryExpr', 'BinaryExpr'].includes(node.name) && parts.every(part => isScalar(part, query))
}
