import type { SyntaxNode } from '@lezer/common'
import { type Kept, keepLastResults } from '../../text/last-results.ts'
import { type Expression, expressionOf } from '../expression.ts'
import { children, textOf } from '../nodes.ts'
import { type LabelMatcher, matchersOf } from '../selector.ts'
import { readString } from '../string.ts'
import { blankTemplates } from '../template.ts'
import { blankComments, parsePromql, rootOf } from '../tree.ts'
import { calculated } from './arithmetic.ts'

/** The place of a part in its query. */
interface Part {
  readonly from: number
  readonly to: number
}

/** A selector of series, with everything that is written behind it. */
export interface SelectorPart extends Part {
  readonly kind: 'selector'
  /** The metric, named before the braces or by an equality on its name inside them; empty when it is not known. */
  readonly metric: string
  readonly matchers: readonly LabelMatcher[]
  /** The selector alone, without range and offset. */
  readonly text: string
  /** Its range: the window that rules fill in, a length that is fixed, or none. */
  readonly range: 'window' | 'fixed' | undefined
  /** What is written as `offset`, without the word. */
  readonly offset?: string
  readonly hasMoment: boolean
}

/** Labels in the brackets of an aggregation or of a matching clause. */
export interface Grouping {
  readonly isBy: boolean
  readonly labels: readonly string[]
}

/** How the two sides of an operator are matched. */
export interface Matching {
  readonly isOn: boolean
  readonly labels: readonly string[]
  readonly group: 'left' | 'right' | undefined
  readonly included: readonly string[]
}

/** A part of a query as its meaning needs it: brackets are gone, and words behind a selector belong to it. */
export type Ast =
  | SelectorPart
  | (Part & { readonly kind: 'number'; readonly value: number })
  | (Part & { readonly kind: 'string'; readonly text: string })
  | (Part & { readonly kind: 'call'; readonly name: string; readonly given: readonly Ast[] })
  | (Part & {
      readonly kind: 'aggregate'
      readonly name: string
      readonly grouping: Grouping | undefined
      readonly given: readonly Ast[]
    })
  | (Part & {
      readonly kind: 'binary'
      readonly operator: string
      readonly isBool: boolean
      readonly matching: Matching | undefined
      readonly left: Ast
      readonly right: Ast
    })
  | (Part & { readonly kind: 'negative'; readonly inner: Ast })
  | (Part & {
      readonly kind: 'subquery'
      readonly isWindow: boolean
      readonly inner: Ast
      readonly offset?: string
    })

/** A query and its parts; offsets are those of the query. */
export interface QueryAst {
  readonly query: string
  readonly root: Ast
}

/** Rules are made of the queries of a whole file after all were read. */
export const KEPT_READINGS: Kept = { most: 20_000 }

/** Takes a query apart that has no syntax error; undefined for an empty one, and for syntax that is not known here. */
export const readAst: (query: string) => QueryAst | undefined = keepLastResults(query => {
  const text = blankTemplates(blankComments(query))
  const root = rootOf(parsePromql(text))
  const ast = root === undefined ? undefined : astOf(expressionOf(root), { query, text })
  return ast === undefined ? undefined : { query, root: ast }
}, KEPT_READINGS)

/** The query as it was written, and with its templates filled in by a window of the same length. */
interface Texts {
  readonly query: string
  readonly text: string
}

function astOf(expression: Expression, texts: Texts): Ast | undefined {
  return READERS[expression.kind]?.(expression, texts)
}

const READERS: Readonly<Record<string, (expression: Expression, texts: Texts) => Ast | undefined>> = {
  NumberDurationLiteral: ({ from, to }, { text }) => {
    const written = text.slice(from, to).replace(/\s/g, '')
    const value = /inf/i.test(written) ? (written.startsWith('-') ? -Infinity : Infinity) : Number(written)
    return { kind: 'number', value, from, to }
  },
  StringLiteral: ({ from, to }, { query }) => ({
    kind: 'string',
    text: readString(query.slice(from, to)).text,
    from,
    to,
  }),
  VectorSelector: selectorOf,
  MatrixSelector: ranged,
  SubqueryExpr: (expression, texts) => {
    const inner = innerOf(expression, texts)
    const isWindow = isWindowIn(expression.node, texts)
    return inner && { kind: 'subquery', isWindow, inner, from: expression.from, to: expression.to }
  },
  OffsetExpr: (expression, texts) => {
    const inner = innerOf(expression, texts)
    const length = textOf(texts.query, expression.node.getChild('OffsetDurationExpr')).trim()
    const isMoved = inner?.kind === 'selector' || inner?.kind === 'subquery'
    return isMoved ? { ...inner, offset: length, to: expression.to } : inner
  },
  StepInvariantExpr: (expression, texts) => {
    const inner = innerOf(expression, texts)
    return inner?.kind === 'selector' ? { ...inner, hasMoment: true, to: expression.to } : inner
  },
  ParenExpr: innerOf,
  UnaryExpr: (expression, texts) => {
    const inner = innerOf(expression, texts)
    if (inner === undefined || textOf(texts.text, expression.node.getChild('UnaryOp')) !== '-') return inner
    if (inner.kind === 'number') return { ...inner, value: -inner.value, from: expression.from }
    return { kind: 'negative', inner, from: expression.from, to: expression.to }
  },
  FunctionCall: (expression, texts) => {
    const given = partsOf(expression, texts)
    const name = textOf(texts.text, expression.node.firstChild)
    return given && { kind: 'call', name, given, from: expression.from, to: expression.to }
  },
  AggregateExpr: (expression, texts) => {
    const given = partsOf(expression, texts)
    const name = textOf(texts.text, expression.node.getChild('AggregateOp')).toLowerCase()
    const grouping = groupingOf(expression.node.getChild('AggregateModifier'), texts)
    return given && { kind: 'aggregate', name, grouping, given, from: expression.from, to: expression.to }
  },
  BinaryExpr: binaryOf,
}

function innerOf({ parts }: Expression, texts: Texts): Ast | undefined {
  const [inner] = parts
  return inner === undefined ? undefined : astOf(inner, texts)
}

function partsOf({ parts }: Expression, texts: Texts): readonly Ast[] | undefined {
  const found = parts.flatMap(part => astOf(part, texts) ?? [])
  return found.length === parts.length ? found : undefined
}

function selectorOf({ node, from, to }: Expression, { query, text }: Texts): SelectorPart {
  const all = matchersOf(query, node)
  const quoted = node.getChild('LabelMatchers')?.getChild('QuotedLabelName') ?? null
  const named = all.find(({ label, operator }) => label === '__name__' && operator === '=')
  const before = textOf(text, node.getChild('Identifier'))
  const metric = before || (quoted === null ? (named?.text ?? '') : readString(textOf(query, quoted)).text)
  const matchers = all.filter(matcher => matcher !== named)
  return {
    kind: 'selector',
    metric,
    matchers,
    text: query.slice(from, to),
    range: undefined,
    hasMoment: false,
    from,
    to,
  }
}

function ranged(expression: Expression, texts: Texts): Ast | undefined {
  const inner = innerOf(expression, texts)
  if (inner?.kind !== 'selector') return undefined
  const range = isWindowIn(expression.node, texts) ? 'window' : 'fixed'
  return { ...inner, range, to: expression.to }
}

/** Whether a range of this node is the window that rules fill in. */
function isWindowIn(node: SyntaxNode, { query }: Texts): boolean {
  return textOf(query, node.getChild('DurationExpr')).startsWith('{{')
}

function groupingOf(modifier: SyntaxNode | null, texts: Texts): Grouping | undefined {
  if (modifier === null) return undefined
  return { isBy: modifier.getChild('By') !== null, labels: labelsIn(modifier.getChild('GroupingLabels'), texts) }
}

function labelsIn(list: SyntaxNode | null, { query }: Texts): readonly string[] {
  const labels = list === null ? [] : children(list).filter(({ name }) => name.endsWith('LabelName'))
  return labels.map(label => {
    const written = textOf(query, label)
    return /^["'`]/.test(written) ? readString(written).text : written
  })
}

function binaryOf(expression: Expression, texts: Texts): Ast | undefined {
  const { node, from, to } = expression
  const [left, right] = partsOf(expression, texts) ?? []
  const operator = textOf(texts.text, children(node)[1] ?? null).toLowerCase()
  const isBool = node.getChild('BoolModifier') !== null
  const matching = matchingOf(node.getChild('MatchingModifierClause'), texts)
  if (left === undefined || right === undefined) return undefined
  const value = isBool ? undefined : calculated(operator, numberOf(left), numberOf(right))
  if (value !== undefined) return { kind: 'number', value, from, to }
  return { kind: 'binary', operator, isBool, matching, left, right, from, to }
}

function numberOf(part: Ast): number | undefined {
  return part.kind === 'number' ? part.value : undefined
}

function matchingOf(clause: SyntaxNode | null, texts: Texts): Matching | undefined {
  if (clause === null) return undefined
  const lists = clause.getChildren('GroupingLabels').map(list => labelsIn(list, texts))
  const isLeft = clause.getChild('GroupLeft') !== null
  const group = isLeft ? 'left' : clause.getChild('GroupRight') === null ? undefined : 'right'
  return { isOn: clause.getChild('On') !== null, labels: lists[0] ?? [], group, included: lists[1] ?? [] }
}
