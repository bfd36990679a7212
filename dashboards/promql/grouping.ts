import type { SyntaxNode } from '@lezer/common'
import { children, textOf } from '../../lib/promql/nodes.ts'
import { isStandIn } from './stand-ins.ts'

/** The labels in a grouping's brackets; undefined where a variable stands among them, so that they are not known. */
export function groupingOf(list: SyntaxNode | null, query: string): readonly string[] | undefined {
  if (list === null) return []
  const labels = children(list)
    .filter(({ name }) => name === 'LabelName' || name === 'QuotedLabelName')
    .map(label => unquoted(textOf(query, label)))
  return labels.some(isStandIn) ? undefined : labels
}

function unquoted(text: string): string {
  return /^["'`]/.test(text) ? text.slice(1, -1) : text
}
