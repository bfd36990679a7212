/**
 * Why a query is not read as a sum of counters, in a few words each; the guide lists them with examples. Where such a
 * query counts by rates, the first errors of a new series are lost.
 */
export const MISS_REASONS = {
  unread: 'it is not understood',
  'not-summed': 'nothing sums up its series',
  'no-sum': 'it aggregates by another function than sum()',
  'few-samples': 'its function looks at a few samples only',
  'no-restarts': 'its function takes the restart of a process for a fall',
  'fixed-window': 'its range is not the window',
  moment: '"@" fixes its moment',
  'window-elsewhere': '{{.window}} stands in it in another place than the range',
  subquery: 'it counts over a subquery',
  'several-metrics': 'its metric is not one name',
  comparison: 'a comparison decides which values count',
  filtered: 'a filter lets events through at some times only',
  alternative: '"or" takes another series where the first is missing',
  join: 'sums are joined by group_left or group_right',
  product: 'counters are multiplied or divided',
  function: 'a function changes the sum',
  constant: 'it counts no series',
} as const

/** A reason why a query is not read as a sum of counters. */
export type MissReason = keyof typeof MISS_REASONS

/** Why a query is not read, and the part that shows it. */
export interface Miss {
  readonly reason: MissReason
  readonly range: readonly [number, number]
  /** The name of the function or aggregation that is the reason. */
  readonly name?: string
}

/** A miss at a part of the query. */
export function missed(
  reason: MissReason,
  { from, to }: { readonly from: number; readonly to: number },
  name?: string,
): Miss {
  return { reason, range: [from, to], ...(name === undefined ? {} : { name }) }
}
