import type { Grouping, SelectorPart } from './ast.ts'

/** What counts events over a window: the first two lose the first value of a new series, the others see every sample. */
export const COUNTING = ['rate', 'increase', 'count_over_time', 'sum_over_time'] as const
export type CountingFunction = (typeof COUNTING)[number]

/** `factor * sum by (…) (before fn(selector[{{.window}}]) after)`: one part of a sum of events. */
export interface CounterTerm {
  /** What it is multiplied by; below 0 where it is subtracted. */
  readonly factor: number
  readonly grouping: Grouping | undefined
  /** What stands around the function of the range: another aggregation, a join. */
  readonly around: readonly [before: string, after: string]
  readonly fn: CountingFunction
  readonly selector: SelectorPart
}
