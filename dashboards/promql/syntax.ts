import type { SyntaxNode } from '@lezer/common'
import { children, textOf } from '../../lib/promql-nodes.ts'
import { isStandIn } from './stand-ins.ts'

/** A label matcher of a selector; the value without its quotes, as it is written. */
export interface LabelMatcher {
  readonly label: string
  readonly operator: string
  readonly value: string
}

/** The matchers of a selector. */
export function matchersOf(selector: SyntaxNode, query: string): readonly LabelMatcher[] {
  const list = selector.getChild('LabelMatchers')
  return [...(list?.getChildren('UnquotedLabelMatcher') ?? []), ...(list?.getChildren('QuotedLabelMatcher') ?? [])].map(
    matcher => {
      const [label = '', operator = '', value = ''] = children(matcher).map(part => textOf(query, part))
      return { label: unquoted(label), operator, value: value.slice(1, -1) }
    },
  )
}

/** The labels between a grouping's brackets; undefined where a variable stands among them, and nobody knows them all. */
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
