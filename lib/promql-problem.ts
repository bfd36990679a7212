/** One mistake in a PromQL text, at offsets of that text. */
export interface PromqlProblem {
  readonly code: string
  readonly message: string
  readonly help: string
  readonly range: readonly [start: number, end: number]
}
