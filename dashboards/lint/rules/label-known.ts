import type { Call, PromQuery } from '../../promql/parse.ts'
import { eachTarget, type LintWorld, type Rule } from '../rule.ts'

export const labelKnown: Rule = {
  code: 'label-known',
  summary: 'Matchers and groupings name labels that the series have.',
  why: 'A label that a series does not have matches nothing, and groups everything into one.',
  scope: 'ours',
  check: (board, { series }) =>
    eachTarget(board, 'See the metric’s labels in dashboards/catalogue.', target => [
      ...unknownMatchers(target.query, series),
      ...target.query.calls.flatMap(call => unknownGroupings(call, series)),
    ]),
}

function unknownMatchers({ selectors }: PromQuery, series: LintWorld['series']): readonly string[] {
  return selectors.flatMap(({ name = '', matchers }) => {
    const known = series.get(name)?.labels
    if (known === undefined) return []
    return matchers.filter(({ label }) => !known.has(label)).map(({ label }) => `“${name}” has no label “${label}”`)
  })
}

/** A join may bring labels from any series inside, so a grouping is unknown only when none of them has it. */
function unknownGroupings(call: Call, series: LintWorld['series']): readonly string[] {
  if (call.grouping?.kind !== 'by') return []
  const inside = call.selectors.flatMap(({ name = '' }) => series.get(name) ?? [])
  if (inside.length === 0 || call.inner.some(({ name }) => name === 'label_replace')) return []
  return call.grouping.labels
    .filter(label => !inside.some(({ labels }) => labels.has(label)))
    .map(label => `${call.name} by (${label}): none of its series has that label`)
}
