import type { SyntaxNode } from '@lezer/common'
import { parser } from '@prometheus-io/lezer-promql'
import { fillVariables } from './variables.ts'

/** A series selector of a query, with what is done to it. */
export interface Selector {
  /** The metric's name; undefined when it is chosen by label, as in `{__name__=~"…"}`. */
  readonly name: string | undefined
  readonly matchers: readonly LabelMatcher[]
  /** The range in brackets behind it, or undefined for an instant selector. */
  readonly range: string | undefined
  /** The functions and aggregations around it, innermost first. */
  readonly within: readonly string[]
}

export interface LabelMatcher {
  readonly label: string
  readonly operator: string
  readonly value: string
}

/** A function call or an aggregation, with the text of its arguments and the labels it keeps or drops. */
export interface Call {
  readonly name: string
  readonly text: string
  readonly arguments: readonly string[]
  readonly grouping: { readonly kind: 'by' | 'without'; readonly labels: readonly string[] } | undefined
  readonly selectors: readonly Selector[]
  /** The calls inside it, outermost first. */
  readonly inner: readonly Call[]
}

/** A division and what it divides by. */
export interface Division {
  readonly divisor: string
  /** Whether the divisor can be 0 without being left out: neither compared, nor a literal, nor a constant. */
  readonly isGuarded: boolean
  readonly selectors: readonly Selector[]
}

export interface PromQuery {
  readonly text: string
  /** Where the text stops being PromQL, as an offset; undefined when all of it is. */
  readonly brokenAt: number | undefined
  readonly selectors: readonly Selector[]
  readonly calls: readonly Call[]
  readonly divisions: readonly Division[]
  /** What labels a grouping or a matching clause names. */
  readonly groupingLabels: readonly string[]
  /** Whether the value is a range vector, which no panel can draw. */
  readonly isRange: boolean
}

/** Stands in for Grafana's range of rates while a query is read; nobody would write it by hand. */
export const RATE_INTERVAL_STAND_IN = '4m7s'

/** Grafana's own variables, as durations that PromQL can read. */
const GRAFANA_DURATIONS: Readonly<Record<string, string>> = {
  __rate_interval: RATE_INTERVAL_STAND_IN,
  __interval: '1m',
  __range: '1h',
  __range_s: '3600',
  __interval_ms: '60000',
  __from: '0',
  __to: '0',
}

/** Reads a query as Grafana would send it; never throws. */
export function parseQuery(expr: string): PromQuery {
  const text = fillVariables(expr, GRAFANA_DURATIONS)
  const tree = parser.parse(text)
  const top = tree.topNode
  const nodes = descendants(top)
  const broken = nodes.find(node => node.type.isError)
  const selectors = nodes.filter(node => node.name === 'VectorSelector').map(node => readSelector(node, text))
  return {
    text,
    brokenAt: text.trim() === '' ? 0 : broken?.from,
    selectors,
    calls: nodes.filter(isCall).map(node => readCall(node, text)),
    divisions: nodes.filter(node => node.getChild('Div') !== null).map(node => readDivision(node, text)),
    groupingLabels: nodes
      .filter(node => node.name === 'GroupingLabels')
      .flatMap(node => node.getChildren('LabelName').map(label => source(label, text))),
    isRange: ['MatrixSelector', 'SubqueryExpr'].includes(unwrapped(top.firstChild)?.name ?? ''),
  }
}

function unwrapped(node: SyntaxNode | null): SyntaxNode | null {
  return node?.name === 'ParenExpr' || node?.name === 'OffsetExpr' ? unwrapped(node.firstChild) : node
}

function descendants(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = []
  for (let child = node.firstChild; child !== null; child = child.nextSibling)
    children.push(child, ...descendants(child))
  return children
}

function isCall(node: SyntaxNode): boolean {
  return node.name === 'FunctionCall' || node.name === 'AggregateExpr'
}

function source(node: SyntaxNode, text: string): string {
  return text.slice(node.from, node.to)
}

function callName(node: SyntaxNode, text: string): string {
  const name = node.getChild('FunctionIdentifier') ?? node.getChild('AggregateOp')
  return name === null ? '' : source(name, text).toLowerCase()
}

function readSelector(node: SyntaxNode, text: string): Selector {
  const name = node.getChild('Identifier')
  const matchers = node.getChild('LabelMatchers')
  const within: string[] = []
  let range: string | undefined
  for (let parent = node.parent; parent !== null; parent = parent.parent) {
    if (parent.name === 'MatrixSelector') range = bracketed(source(parent, text))
    if (isCall(parent)) within.push(callName(parent, text))
    if (parent.name === 'SubqueryExpr') within.push('subquery')
  }
  return {
    name: name === null ? undefined : source(name, text),
    matchers: (matchers?.getChildren('UnquotedLabelMatcher') ?? []).map(matcher => readMatcher(matcher, text)),
    range,
    within,
  }
}

function bracketed(text: string): string {
  return /\[([^\]]*)\]\s*$/.exec(text)?.[1] ?? ''
}

function readMatcher(node: SyntaxNode, text: string): LabelMatcher {
  const [label, operator, value] = ['LabelName', 'MatchOp', 'StringLiteral'].map(name => {
    const child = node.getChild(name)
    return child === null ? '' : source(child, text)
  })
  return { label: label ?? '', operator: operator ?? '', value: (value ?? '').slice(1, -1) }
}

function readCall(node: SyntaxNode, text: string): Call {
  const modifier = node.getChild('AggregateModifier')
  const body = node.getChild('FunctionCallBody')
  const inside = descendants(node)
  return {
    name: callName(node, text),
    text: source(node, text),
    arguments:
      body === null
        ? []
        : childrenOf(body)
            .filter(child => !/^[(),]$/.test(child.name))
            .map(child => source(child, text)),
    grouping:
      modifier === null
        ? undefined
        : {
            kind: modifier.getChild('Without') === null ? 'by' : 'without',
            labels: descendants(modifier)
              .filter(child => child.name === 'LabelName')
              .map(child => source(child, text)),
          },
    selectors: inside.filter(child => child.name === 'VectorSelector').map(child => readSelector(child, text)),
    inner: inside.filter(isCall).map(child => readCall(child, text)),
  }
}

function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = []
  for (let child = node.firstChild; child !== null; child = child.nextSibling) children.push(child)
  return children
}

const COMPARISONS = ['Gtr', 'Gte', 'Lss', 'Lte', 'Eql', 'Neq']

function readDivision(node: SyntaxNode, text: string): Division {
  const divisor = node.lastChild ?? node
  const inside = [divisor, ...descendants(divisor)]
  const selectors = inside.filter(child => child.name === 'VectorSelector').map(child => readSelector(child, text))
  // A label matcher has operators of the same names.
  const isCompared = inside.some(child => COMPARISONS.includes(child.name) && child.parent?.name === 'BinaryExpr')
  return { divisor: source(divisor, text), isGuarded: isCompared || selectors.length === 0, selectors }
}

/** A query with its spaces and brackets told as its tree, so that two ways of writing the same thing compare equal. */
export function normalised(expr: string): string {
  const text = fillVariables(expr, GRAFANA_DURATIONS)
  const leaves: string[] = []
  parser.parse(text).iterate({
    enter(node) {
      if (node.node.firstChild === null) leaves.push(text.slice(node.from, node.to))
    },
  })
  return leaves.join(' ')
}
