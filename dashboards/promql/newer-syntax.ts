import { PROMQL_FUNCTIONS } from '../../lib/promql/functions.ts'
import { parsePromql } from '../../lib/promql/tree.ts'

/** Syntax that came after Prometheus 2.42, which Debian 12 has, by the name of its node in the tree. */
const NEWER: Readonly<Record<string, string>> = {
  LimitK: 'limitk()',
  LimitRatio: 'limit_ratio()',
  QuotedLabelName: 'names in quotes',
  FillModifier: 'fill()',
  AnchoredExpr: 'anchored',
  SmoothedExpr: 'smoothed',
}

/** The syntax in a query that the parser which refused it is too old for; undefined when the query itself is wrong. */
export function newerThan(query: string, reason: string): string | undefined {
  const [, name] = /unknown function with name "(\w+)"/.exec(reason) ?? []
  if (name !== undefined) return PROMQL_FUNCTIONS.has(name) ? `${name}()` : undefined
  // Newer versions have experimental functions, which are switched off by default.
  const [, experimental] = /"?(\w+)(?:\(\))?"? is not enabled/.exec(reason) ?? []
  if (experimental !== undefined) return `${experimental}() without its switch for experimental functions`
  let newer: string | undefined
  parsePromql(query).iterate({
    enter: ({ name: node }) => {
      newer ??= NEWER[node]
    },
  })
  return newer
}
