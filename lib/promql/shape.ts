import type { SyntaxNode } from '@lezer/common'
import { children, textOf } from './nodes.ts'
import { blankTemplates } from './template.ts'
import { parsePromql } from './tree.ts'

/** A ratio taken apart: bad and all events, still with their `{{.window}}`. */
interface SplitRatio {
  readonly errorQuery: string
  readonly totalQuery: string
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

/** What a query counts in: events a second, events in the window, or something else. */
export function eventUnit(query: string): 'per second' | 'per window' | 'unknown' {
  if (/\b(rate|irate)\s*\(/.test(query)) return 'per second'
  return /\b(increase|count_over_time|sum_over_time|changes)\s*\(/.test(query) ? 'per window' : 'unknown'
}
