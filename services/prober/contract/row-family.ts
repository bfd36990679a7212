import type { MetricFamily } from '../../../lib/metric-family.ts'
import type { SERIES_LABELS } from './labels.ts'

/** The labels that identify a row of series, in the order they are written. */
type Subject = (typeof SERIES_LABELS)[number]

/** A label and the closed set of its values. */
export type ClosedLabel = readonly [name: string, values: readonly string[]]

/** One metric that every row has: its series are the product of the values its closed labels can have. */
export interface RowFamily extends Omit<MetricFamily, 'labels'> {
  readonly subject: readonly Subject[]
  readonly closed: readonly ClosedLabel[]
}

/** One value for each closed label of a family. */
export type ValuesOf<Labels extends readonly ClosedLabel[]> = {
  readonly [Index in keyof Labels]: Labels[Index][1][number]
}

/** The family without its closed sets: what Prometheus sees of it. */
export function familyOf({ name, type, help, subject, closed, bounds }: RowFamily): MetricFamily {
  return { name, type, help, labels: [...subject, ...closed.map(([label]) => label)], bounds }
}

/** How many numbers one series is: a histogram has one for each bucket, the count and the sum. */
export function cellsOf({ type, bounds }: RowFamily): number {
  return type === 'histogram' ? bounds.length + 2 : 1
}

/** Every combination of the labels' values, the last label's changing fastest. */
export function combinations(labels: readonly ClosedLabel[]): readonly (readonly string[])[] {
  return labels.reduce<readonly (readonly string[])[]>(
    (before, [, values]) => before.flatMap(start => values.map(value => [...start, value])),
    [[]],
  )
}
