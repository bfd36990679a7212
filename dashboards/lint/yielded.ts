import { textAt } from '../../lib/json/path.ts'
import type { LabelSet } from '../promql/label-set.ts'
import { ANY_LABEL } from '../promql/label-set.ts'
import { yieldedLabels } from '../promql/yielded-labels.ts'
import type { LintedTarget } from './linted-board.ts'
import type { LintWorld } from './rule.ts'

/** The labels that the series of a panel's query may have. */
export function labelsYielded({ query }: LintedTarget, { labelsOf }: LintWorld): LabelSet {
  return query.isOpaque || query.brokenAt !== undefined ? ANY_LABEL : yieldedLabels(query.text, labelsOf)
}

/** The name of a query in messages. */
export function queryName({ json }: LintedTarget): string {
  const letter = textAt(json, 'refId')
  return letter === '' ? 'the query' : `query ${letter}`
}

/** Help for a label that is on no series. */
export function labelsToTake({ has, labels }: LabelSet): string {
  const own = [...labels].filter(label => label !== '__name__').sort()
  if (has === 'any but') return 'Keep the label where the query aggregates, or name another.'
  return own.length === 0 ? 'Its series have no labels: keep some with “by”.' : `Its series have: ${own.join(', ')}.`
}
