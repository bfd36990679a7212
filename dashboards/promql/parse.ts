import type { SyntaxNode } from '@lezer/common'
import { children, textOf } from '../../lib/promql/nodes.ts'
import { type LabelMatcher, matchersOf } from '../../lib/promql/selector.ts'
import { isTooDeep } from '../../lib/promql/syntax.ts'
import { KEPT_QUERIES, parsePromql } from '../../lib/promql/tree.ts'
import { keepLastResults } from '../../lib/text/last-results.ts'
import { groupingOf } from './grouping.ts'
import { isStandIn, withStandIns } from './stand-ins.ts'

/** A series selector of a query, with its range and the calls around it. */
export interface Selector {
  /** The metric's name; undefined when a label selects it, as in `{__name__=~"…"}`, or a variable. */
  readonly name: string | undefined
  readonly matchers: readonly LabelMatcher[]
  /** The range in brackets after it, or undefined for an instant selector. */
  readonly range: string | undefined
  /** The functions and aggregations around it, innermost first. */
  readonly within: readonly string[]
}

/** A function call or an aggregation, with the text of its arguments and the labels that it keeps or drops. */
export interface Call {
  readonly name: string
  readonly text: string
  readonly arguments: readonly string[]
  readonly grouping: { readonly kind: 'by' | 'without'; readonly labels: readonly string[] } | undefined
  readonly selectors: readonly Selector[]
  /** The calls inside it, outermost first. */
  readonly inner: readonly Call[]
}

/** A division and its divisor. */
export interface Division {
  readonly divisor: string
  /** Whether a divisor of 0 gives no value: it is compared or clamped, or a constant. */
  readonly isGuarded: boolean
  readonly selectors: readonly Selector[]
}

export interface PromQuery {
  /** The query with a stand-in in the place of each variable. */
  readonly text: string
  /** Whether a variable holds more than a range, so that it is not known whether Prometheus accepts the query. */
  readonly isTemplate: boolean
  /** Whether a variable holds more than a name, a number or a range, so that the query's structure is not known. */
  readonly isOpaque: boolean
  /** The offset in the original query from which it is not PromQL; undefined when all of it is. */
  readonly brokenAt: number | undefined
  readonly selectors: readonly Selector[]
  readonly calls: readonly Call[]
  readonly divisions: readonly Division[]
  /** The labels in groupings and matching clauses. */
  readonly groupingLabels: readonly string[]
}

/** Reads a query with Grafana's variables in it; never throws. */
export const parseQuery: (expr: string) => PromQuery = keepLastResults(readQuery, KEPT_QUERIES)

function readQuery(expr: string): PromQuery {
  const { text, placeOf, isTemplate, isOpaque } = withStandIns(expr)
  if (isTooDeep(text)) return { text, isTemplate, ...UNREAD }
  const top = parsePromql(text).topNode
  const nodes = descendants(top)
  const broken = nodes.find(node => node.type.isError)
  const selectors = nodes.filter(node => node.name === 'VectorSelector').map(node => readSelector(node, text))
  return {
    text,
    isTemplate,
    isOpaque,
    brokenAt: text.trim() === '' ? 0 : broken && placeOf(broken.from),
    selectors,
    calls: nodes.filter(isCall).map(node => readCall(node, text)),
    divisions: nodes.filter(node => node.getChild('Div') !== null).map(node => readDivision(node, text)),
    groupingLabels: nodes.filter(node => node.name === 'GroupingLabels').flatMap(node => groupingOf(node, text) ?? []),
  }
}

/** The result for a query that is nested too deeply to be walked; `promqlProblems` reports that. */
const UNREAD = {
  isOpaque: true,
  brokenAt: undefined,
  selectors: [],
  calls: [],
  divisions: [],
  groupingLabels: [],
} as const

function descendants(node: SyntaxNode): SyntaxNode[] {
  return children(node).flatMap(child => [child, ...descendants(child)])
}

function isCall(node: SyntaxNode): boolean {
  return node.name === 'FunctionCall' || node.name === 'AggregateExpr'
}

function callName(node: SyntaxNode, text: string): string {
  const name = node.getChild('FunctionIdentifier') ?? node.getChild('AggregateOp')
  return textOf(text, name).toLowerCase()
}

function readSelector(node: SyntaxNode, text: string): Selector {
  const name = node.getChild('Identifier')
  const within: string[] = []
  let range: string | undefined
  for (let parent = node.parent; parent !== null; parent = parent.parent) {
    if (parent.name === 'MatrixSelector') range = bracketed(textOf(text, parent))
    if (isCall(parent)) within.push(callName(parent, text))
    if (parent.name === 'SubqueryExpr') within.push('subquery')
  }
  return {
    name: name === null || isStandIn(textOf(text, name)) ? undefined : textOf(text, name),
    matchers: matchersOf(text, node),
    range,
    within,
  }
}

function bracketed(text: string): string {
  return /\[([^\]]*)\]\s*$/.exec(text)?.[1] ?? ''
}

function readCall(node: SyntaxNode, text: string): Call {
  const modifier = node.getChild('AggregateModifier')
  const body = node.getChild('FunctionCallBody')
  const inside = descendants(node)
  return {
    name: callName(node, text),
    text: textOf(text, node),
    arguments:
      body === null
        ? []
        : children(body)
            .filter(child => !/^[(),]$/.test(child.name))
            .map(child => textOf(text, child)),
    grouping:
      modifier === null
        ? undefined
        : {
            kind: modifier.getChild('Without') === null ? 'by' : 'without',
            labels: descendants(modifier)
              .filter(child => child.name === 'LabelName')
              .map(child => textOf(text, child)),
          },
    selectors: inside.filter(child => child.name === 'VectorSelector').map(child => readSelector(child, text)),
    inner: inside.filter(isCall).map(child => readCall(child, text)),
  }
}

/** Whether a comparison further out drops NaN: all do but `!=`. */
function isFiltered(node: SyntaxNode): boolean {
  const { parent } = node
  if (parent === null || ['Or', 'And', 'Unless'].some(name => parent.getChild(name) !== null)) return false
  const isCompared = COMPARISONS.some(name => name !== 'Neq' && parent.getChild(name) !== null)
  if (parent.name === 'BinaryExpr' && isCompared) return parent.getChild('BoolModifier') === null
  return isFiltered(parent)
}

const COMPARISONS = ['Gtr', 'Gte', 'Lss', 'Lte', 'Eql', 'Neq']

function readDivision(node: SyntaxNode, text: string): Division {
  const divisor = node.lastChild ?? node
  const inside = [divisor, ...descendants(divisor)]
  const selectors = inside.filter(child => child.name === 'VectorSelector').map(child => readSelector(child, text))
  // A label matcher has operators of the same names.
  const isCompared = inside.some(child => COMPARISONS.includes(child.name) && child.parent?.name === 'BinaryExpr')
  const isClamped = inside.some(child => isCall(child) && callName(child, text) === 'clamp_min')
  const isGuarded = isCompared || isClamped || selectors.length === 0 || isFiltered(node)
  return { divisor: textOf(text, divisor), isGuarded, selectors }
}

/** The leaves of a query's tree as text, so that two ways of writing the same query compare equal. */
export const normalised: (expr: string) => string = keepLastResults(leavesOf, KEPT_QUERIES)

function leavesOf(expr: string): string {
  const { text } = withStandIns(expr)
  if (isTooDeep(text)) return text
  const leaves = descendants(parsePromql(text).topNode).filter(node => node.firstChild === null)
  return leaves.map(leaf => textOf(text, leaf)).join(' ')
}
