/** Which failure rates a test tells apart, and how often it may be wrong. */
export interface Hypotheses {
  /** A release that fails so rarely is good: the part of its answers, above 0 and below `p1`. */
  readonly p0: number
  /** A release that fails so often is bad. */
  readonly p1: number
  /** The part of good releases that the test may reject. */
  readonly alpha: number
  /** The part of bad releases that the test may accept. */
  readonly beta: number
}

/** How often the whole gate may be wrong, all its tests together. */
export const GATE_ERRORS = { alpha: 0.001, beta: 0.01 } as const

const STRICTEST = { p0: 0.002, p1: 0.03 } as const

/** From this objective on the strictest rates hold: fewer failures than theirs cannot be told from none in a minute. */
const STRICT_FROM = 0.99

/** A bad release fails at least so many times as often as a good one: rates closer together take minutes to tell apart. */
const LEAST_RATIO = 5

/** A rate that only a release reaches which nearly always fails. */
const HIGHEST_P1 = 0.99

/** The rates for an objective above 0 and below 1; undefined where even an objective that is met fails nearly always. */
export function ratesOf(objective: number): Pick<Hypotheses, 'p0' | 'p1'> | undefined {
  return objective >= STRICT_FROM ? STRICTEST : ratesAbove(1 - objective)
}

/** The rates where a good release fails as often as `p0`; never stricter than those for an objective of 99 %. */
export function ratesAbove(p0: number): Pick<Hypotheses, 'p0' | 'p1'> | undefined {
  if (p0 <= STRICTEST.p0) return STRICTEST
  const p1 = Math.min(HIGHEST_P1, Math.max(STRICTEST.p1, LEAST_RATIO * p0))
  return p0 < p1 ? { p0, p1 } : undefined
}

/**
 * What a baseline that had failures does to the rates. `bound` is the upper bound of its failure rate; above `BROKEN_ABOVE` the
 * old release is broken too, and availability cannot be judged.
 */
export const BROKEN_ABOVE = 0.05

/** The errors of the whole gate divided among its tests: one rejects it (Bonferroni), all must accept it. */
export function errorsPerTest(tests: number): Pick<Hypotheses, 'alpha' | 'beta'> {
  return { alpha: GATE_ERRORS.alpha / Math.max(1, tests), beta: GATE_ERRORS.beta }
}
