import { isStandIn } from '../../promql/stand-ins.ts'
import { eachTarget, type Rule } from '../rule.ts'

export const quantileKeepsLe: Rule = {
  code: 'quantile-keeps-le',
  summary: 'Inside histogram_quantile, sums keep the label le.',
  why: 'A quantile is computed from the buckets’ bounds; an aggregation that drops them leaves no result.',
  scope: 'any',
  check: board =>
    eachTarget(board, 'Sum by (le, …).', target =>
      target.query.calls
        .filter(({ name, selectors }) => name === 'histogram_quantile' && selectors.some(isBucket))
        .flatMap(({ inner }) => inner.filter(call => call.selectors.some(isBucket)))
        .filter(({ name, grouping }) => AGGREGATIONS.has(name) && !keepsLe(grouping))
        .map(({ name }) => `${name} drops the buckets’ bounds before the quantile is taken`),
    ),
}

const AGGREGATIONS = new Set(['sum', 'avg', 'max', 'min'])

function isBucket({ name = '' }: { readonly name: string | undefined }): boolean {
  return name.endsWith('_bucket')
}

function keepsLe(
  grouping: { readonly kind: 'by' | 'without'; readonly labels: readonly string[] } | undefined,
): boolean {
  if (grouping === undefined) return false
  if (grouping.labels.some(isStandIn)) return true
  return grouping.kind === 'by' ? grouping.labels.includes('le') : !grouping.labels.includes('le')
}
