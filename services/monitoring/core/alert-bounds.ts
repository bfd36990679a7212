/**
 * The bounds that the prober judges itself by, and at which its alerts open and boards turn: one number each, so that
 * no board is green beside an alert, or yellow without one.
 */

/** The part of time in which the probing thread may be busy; above it the 99th percentile measured is the prober's own. */
export const BUSY = 0.6

/** A prober that is wrong by more than these seconds about itself is not believed about others. */
export const TOLERANCE_SECONDS = 0.02

/** The part of its slots that it may skip. */
export const MOST_SKIPPED = 0.01

/** The part of its slots whose samples it may not believe. */
export const MOST_INVALID = 0.05

/** A certificate that ends within so many days should have been renewed by now. */
export const CERTIFICATE_DAYS = 14
