import { parser } from '@prometheus-io/lezer-promql'
import { PROMQL_FUNCTIONS } from '../../lib/promql/functions.ts'

/** Syntax that Prometheus learned after 2.42, by the name of its node in the tree; Debian 12 has that version. */
const NEWER: Readonly<Record<string, string>> = {
  LimitK: 'limitk()',
  LimitRatio: 'limit_ratio()',
  QuotedLabelName: 'names in quotes',
  FillModifier: 'fill()',
  AnchoredExpr: 'anchored',
  SmoothedExpr: 'smoothed',
}

/** What in a query is newer than the parser that refused it for this reason; undefined when the query itself is wrong. */
export function newerThan(query: string, reason: string): string | undefined {
  const [, name] = /unknown function with name "(\w+)"/.exec(reason) ?? []
  if (name !== undefined) return PROMQL_FUNCTIONS.has(name) ? `${name}()` : undefined
  // Newer versions know experimental functions, and have them switched off.
  const [, experimental] = /"?(\w+)(?:\(\))?"? is not enabled/.exec(reason) ?? []
  if (experimental !== undefined) return `${experimental}() without its switch for experimental functions`
  let newer: string | undefined
  parser.parse(query).iterate({
    enter: ({ name: node }) => {
      newer ??= NEWER[node]
    },
  })
  return newer
}
