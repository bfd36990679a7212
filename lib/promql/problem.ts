/** One mistake in a PromQL text, at offsets of that text. */
export interface PromqlProblem {
  readonly code: string
  readonly message: string
  readonly help: string
  readonly range: readonly [start: number, end: number]
}

/** The code of what Prometheus 3 reads and Prometheus 2 refuses: a mistake only where the rules must load in both. */
export const NEWER_PROMQL = 'promql-newer'
