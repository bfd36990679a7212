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
  /** The aggregations around it that take one of several series, or their mean, by their names. */
  readonly choices: readonly Choice[]
  readonly fn: CountingFunction
  readonly selector: SelectorPart
}

/** `max by (…)` around a counter: of series that differ in other labels one counts. */
export interface Choice {
  readonly name: string
  readonly grouping: Grouping | undefined
}

/** Whether a label is left after a choice, so that each of its values is counted. */
export function keeps({ grouping }: Choice, label: string): boolean {
  return grouping !== undefined && grouping.labels.includes(label) === grouping.isBy
}
