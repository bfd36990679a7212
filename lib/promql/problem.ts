/** One mistake in a PromQL text, at offsets of that text. */
export interface PromqlProblem {
  readonly code: string
  readonly message: string
  readonly help: string
  readonly range: readonly [start: number, end: number]
}

/**
 * The code for syntax that Prometheus 3 accepts and Prometheus 2 refuses: a mistake only where rules must load in both.
 */
export const NEWER_PROMQL = 'promql-newer'
