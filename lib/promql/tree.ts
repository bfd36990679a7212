import type { SyntaxNode, Tree } from '@lezer/common'
import { parser } from '@prometheus-io/lezer-promql'
import { type Kept, keepLastResults } from '../text/last-results.ts'

/** The queries of a few dashboards. */
export const KEPT_QUERIES: Kept = { most: 1000, longest: 4000 }

/** The syntax tree of a PromQL text; it always has one, with error nodes where the text is wrong. It never changes. */
export const parsePromql: (query: string) => Tree = keepLastResults(query => parser.parse(query), KEPT_QUERIES)

/** The expression a tree is of; undefined for an empty one. */
export function rootOf(tree: Tree): SyntaxNode | undefined {
  return tree.topNode.firstChild ?? undefined
}

const TEXT_OR_COMMENT = /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`[^`]*`|#[^\n]*/g

/**
 * The query with blanks for its comments, so that offsets stay what they were. Code that puts a query into brackets must do
 * without them: a comment at its end would swallow the closing one.
 */
export function blankComments(query: string): string {
  return query.replace(TEXT_OR_COMMENT, part => (part.startsWith('#') ? ' '.repeat(part.length) : part))
}

/** The query with blanks for its texts in quotes and its comments. */
export function withoutTexts(query: string): string {
  return query.replace(TEXT_OR_COMMENT, part => ' '.repeat(part.length))
}

/** The places of the texts in quotes. */
export function stringPlaces(query: string): readonly (readonly [from: number, to: number])[] {
  return [...query.matchAll(TEXT_OR_COMMENT)].flatMap(({ 0: part, index }) => {
    return part.startsWith('#') ? [] : [[index, index + part.length] as const]
  })
}

/** Where a text in quotes begins that has no end on its line; undefined when all are closed. */
export function unclosedQuote(query: string): number | undefined {
  const at = withoutTexts(query).search(/["'`]/)
  return at === -1 ? undefined : at
}

/** The query without its comments; every string in it stays what it was. */
export function withoutComments(query: string): string {
  const blank = blankComments(query)
  return blank === query ? query : blank.replace(/ +$/gm, '')
}
