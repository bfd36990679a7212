/** The bounds at which alerts open and dashboards change colour: one number each, so that the two never disagree. */

/** The part of its slots that a prober may skip. */
export const MOST_SKIPPED = 0.01

/** The part of its slots whose samples may be invalid. */
export const MOST_INVALID = 0.05

/** A certificate that ends within so many days should have been renewed by now. */
export const CERTIFICATE_DAYS = 14
