/** The failure rates that a test distinguishes. */
export interface Rates {
  /** A release that fails so rarely is good: the part of its answers, above 0 and below `p1`. */
  readonly p0: number
  /** A release that fails so often is bad. */
  readonly p1: number
}

/** How often a test may be wrong. */
export interface ErrorRates {
  /** The part of good releases that it may reject. */
  readonly alpha: number
  /** The part of bad releases that it may accept. */
  readonly beta: number
}

/** What a test distinguishes, and how often it may be wrong. */
export interface Hypotheses extends Rates, ErrorRates {}

/** How often the whole gate may be wrong, all its tests together. */
export const GATE_ERRORS: ErrorRates = { alpha: 0.001, beta: 0.01 }

/**
 * The same where little may go wrong any more: one bad release in ten thousand passes instead of one in a hundred. By Wald's bound
 * ln(beta) a good one takes twice as many answers; a bad one is rejected as soon.
 */
export const STRICT_ERRORS: ErrorRates = { ...GATE_ERRORS, beta: 0.0001 }

/** The rates for a strict objective: fewer failures than these cannot be distinguished from none within a minute. */
const STRICTEST: Rates = { p0: 0.002, p1: 0.03 }

/** From this objective on an objective is strict. */
const STRICT_FROM = 0.99

/** A bad release fails at least so many times as often as a good one: rates closer together take minutes. */
const LEAST_RATIO = 5

/** A rate that only a release reaches which nearly always fails. */
const HIGHEST_P1 = 0.99

/**
 * The rates of `slower`: of answers like the old release's one in a hundred is above its 99th percentile, and as many again where
 * that is known from few answers.
 */
export const SLOWER_RATES: Rates = { p0: 0.02, p1: 0.15 }

/** The rates for an objective above 0 and below 1; undefined where a release may meet it and fail nearly always. */
export function ratesOf(objective: number): Rates | undefined {
  return objective >= STRICT_FROM ? STRICTEST : ratesAbove(1 - objective)
}

/** The rates where a good release fails as often as `p0`; never stricter than the strictest. */
export function ratesAbove(p0: number): Rates | undefined {
  if (p0 <= STRICTEST.p0) return STRICTEST
  const p1 = Math.min(HIGHEST_P1, Math.max(STRICTEST.p1, LEAST_RATIO * p0))
  return p0 < p1 ? { p0, p1 } : undefined
}

/** The errors of the whole gate divided among its tests: one rejects for all (Bonferroni), all must accept. */
export function errorsPerTest(tests: number, { alpha, beta }: ErrorRates = GATE_ERRORS): ErrorRates {
  return { alpha: alpha / Math.max(1, tests), beta }
}
