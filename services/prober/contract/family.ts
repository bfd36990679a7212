/** The labels that say what a row of series is of, in the order they are written. */
export type Subject = 'probe' | 'path' | 'vantage'

/** A label and the closed set of its values. */
export type ClosedLabel = readonly [name: string, values: readonly string[]]

/** One metric that every row has: its series are the product of the values its labels can have. */
export interface Family {
  readonly name: string
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly help: string
  readonly subject: readonly Subject[]
  readonly labels: readonly ClosedLabel[]
  /** Upper bounds of a histogram's buckets; empty for the others. */
  readonly bounds: readonly number[]
}

/** One value for each label of a family. */
export type ValuesOf<Labels extends readonly ClosedLabel[]> = {
  readonly [Index in keyof Labels]: Labels[Index][1][number]
}

/** How many numbers one series is: a histogram has one for each bucket, the count and the sum. */
export function cellsOf({ type, bounds }: Family): number {
  return type === 'histogram' ? bounds.length + 2 : 1
}

/** Every combination of the labels' values, the last label's changing fastest. */
export function combinations(labels: readonly ClosedLabel[]): readonly (readonly string[])[] {
  return labels.reduce<readonly (readonly string[])[]>(
    (before, [, values]) => before.flatMap(start => values.map(value => [...start, value])),
    [[]],
  )
}
