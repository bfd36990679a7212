import type { SyntaxNode } from '@lezer/common'
import { argumentsOf, children, textOf } from './nodes.ts'
import { blankTemplates } from './template.ts'
import { parsePromql } from './tree.ts'

/** A ratio taken apart: bad and all events, still with their `{{.window}}`. */
interface SplitRatio {
  readonly errorQuery: string
  readonly totalQuery: string
}

/** `sum by (…) (rate(selector[{{.window}}]))`, taken apart. */
export interface CounterShape {
  /** `sum`, with its `by (…)` when it has one. */
  readonly aggregation: string
  readonly by: readonly string[]
  readonly fn: 'rate' | 'increase'
  readonly selector: string
}

/**
 * Takes `bad / all`, or `1 - good / all`, apart, so that windows can be weighted by events; undefined for any other
 * query. A guard against dividing by zero and a default of zero are left out: rules bring their own.
 */
export function splitRatio(query: string): SplitRatio | undefined {
  const root = expressionOf(query)
  if (root === undefined) return undefined
  const ratio = withoutDefault(query, bare(root))
  const direct = quotient(query, ratio)
  if (direct !== undefined) return { errorQuery: direct.above, totalQuery: direct.below }
  const [one, rest] = operands(ratio, 'Sub')
  if (one === undefined || rest === undefined || textOf(query, one).trim() !== '1') return undefined
  const good = quotient(query, withoutDefault(query, bare(rest)))
  if (good === undefined) return undefined
  const { above, below } = good
  return { errorQuery: `clamp_min((${below}) - ((${above}) or 0 * (${below})), 0)`, totalQuery: below }
}

/**
 * The good events in `clamp_min(all - (good or …), 0)`, which is how bad ones are written where only good ones are
 * counted; undefined for any other query.
 */
export function goodQueryOf(errorQuery: string, totalQuery: string): string | undefined {
  const call = expressionOf(errorQuery)
  if (call?.name !== 'FunctionCall' || textOf(errorQuery, call.firstChild) !== 'clamp_min') return undefined
  const [difference] = argumentsOf(call)
  const [all, good] = difference === undefined ? [] : operands(bare(difference), 'Sub')
  const [counted] = good === undefined ? [] : operands(bare(good), 'Or')
  if (all === undefined || counted === undefined || unbracketed(errorQuery, all) !== totalQuery.trim()) return undefined
  return unbracketed(errorQuery, counted)
}

/** What a query counts with, when it is one sum over one counter; undefined for any other. */
export function counterShape(query: string): CounterShape | undefined {
  const root = expressionOf(query)
  const sum = root === undefined ? undefined : bare(root)
  if (sum?.name !== 'AggregateExpr' || textOf(query, sum.getChild('AggregateOp')) !== 'sum') return undefined
  const modifier = sum.getChild('AggregateModifier')
  if (modifier !== null && modifier.getChild('By') === null) return undefined
  const [call] = argumentsOf(sum)
  const fn = call === undefined ? '' : textOf(query, bare(call).firstChild)
  if (call === undefined || (fn !== 'rate' && fn !== 'increase')) return undefined
  const [range] = argumentsOf(bare(call))
  const selector = range?.name === 'MatrixSelector' ? range.getChild('VectorSelector') : null
  const durations = range?.getChild('DurationExpr') ?? null
  if (selector === null || !textOf(query, durations).includes('{{')) return undefined
  const labels = modifier?.getChild('GroupingLabels') ?? null
  const by =
    labels === null
      ? []
      : children(labels)
          .filter(isLabel)
          .map(label => textOf(query, label))
  const aggregation = modifier === null ? 'sum' : `sum ${textOf(query, modifier)}`
  return { aggregation, by, fn, selector: textOf(query, selector) }
}

/** Functions that give a series for each series they are given, with its labels. */
const KEEPS_SERIES = ['rate', 'irate', 'increase', 'delta']

/** Whether a query gives one value per series of its counter, because nothing sums it up. */
export function isUnsummed(query: string): boolean {
  const root = expressionOf(query)
  const call = root === undefined ? undefined : bare(root)
  return call?.name === 'FunctionCall' && KEEPS_SERIES.includes(textOf(query, call.firstChild))
}

/** The labels a query's result has, when the query says so itself: those of an outermost `sum by (…)`. */
export function outputLabels(query: string): readonly string[] | undefined {
  const root = expressionOf(query)
  const node = root === undefined ? undefined : bare(root)
  if (node?.name !== 'AggregateExpr') return undefined
  const modifier = node.getChild('AggregateModifier')
  if (modifier === null)
    return ['topk', 'bottomk'].includes(textOf(query, node.getChild('AggregateOp'))) ? undefined : []
  const labels = modifier.getChild('By') === null ? null : modifier.getChild('GroupingLabels')
  return labels === null
    ? undefined
    : children(labels)
        .filter(isLabel)
        .map(label => textOf(query, label))
        .sort()
}

function isLabel(node: SyntaxNode): boolean {
  return node.name === 'LabelName' || node.name === 'QuotedLabelName'
}

/** The tree of the query with its templates blanked; its offsets are those of the query itself. */
function expressionOf(query: string): SyntaxNode | undefined {
  return parsePromql(blankTemplates(query)).topNode.firstChild ?? undefined
}

/** An expression without the brackets around it. */
function bare(node: SyntaxNode): SyntaxNode {
  const inner = node.name === 'ParenExpr' ? children(node).find(child => !/^[()]$/.test(child.name)) : undefined
  return inner === undefined ? node : bare(inner)
}

/** Both sides of a binary expression of this operator, when it has no matching clause of its own. */
function operands(node: SyntaxNode, operator: string): readonly SyntaxNode[] {
  if (node.name !== 'BinaryExpr' || node.getChild(operator) === null) return []
  if (operator !== 'Or' && node.getChild('MatchingModifierClause') !== null) return []
  const parts = children(node).filter(child => child.name !== operator && child.name !== 'MatchingModifierClause')
  return parts.length === 2 ? parts : []
}

function quotient(query: string, node: SyntaxNode): { above: string; below: string } | undefined {
  const [above, below] = operands(node, 'Div')
  if (above === undefined || below === undefined) return undefined
  const [guarded, zero] = operands(bare(below), 'Gtr')
  const isGuard = guarded !== undefined && zero !== undefined && textOf(query, zero).trim() === '0'
  return { above: unbracketed(query, above), below: unbracketed(query, isGuard ? guarded : below) }
}

function unbracketed(query: string, node: SyntaxNode): string {
  return textOf(query, bare(node)).trim()
}

/**
 * `ratio or on() vector(0)` is the ratio: without data there is no ratio here, and a missing error series counts as no
 * errors.
 */
function withoutDefault(query: string, node: SyntaxNode): SyntaxNode {
  const [left, right] = operands(node, 'Or')
  if (left === undefined || right === undefined) return node
  return /^vector\([01]\)$/.test(textOf(query, bare(right)).replace(/\s/g, '')) ? bare(left) : node
}

/** The metric a selector names, as far as it does so outside its braces. */
export function metricOf(selector: string): string {
  return /^[A-Za-z_:][\w:]*/.exec(selector)?.[0] ?? ''
}

/** What a query counts in: events a second, events in the window, or something else. */
export function eventUnit(query: string): 'per second' | 'per window' | 'unknown' {
  if (/\b(rate|irate)\s*\(/.test(query)) return 'per second'
  return /\b(increase|count_over_time|sum_over_time|changes)\s*\(/.test(query) ? 'per window' : 'unknown'
}
